// A Unix socket bound to a name, closed by close(2).
import { close } from "./files.ts";
import { checked, libc } from "./libc.ts";

const socketCall = libc.func("int socket(int family, int type, int protocol)");
const bindCall = libc.func("int bind(int fd, const void *address, uint32_t length)");
const listenCall = libc.func("int listen(int fd, int waitingMax)");

const unixFamily = 1;
const pathBytesMax = 107;

export function openListeningSocket(path: string): number {
  const address = Buffer.alloc(2 + pathBytesMax + 1);
  address.writeUInt16LE(unixFamily, 0);
  if (path.length > pathBytesMax) throw new Error(`too long for the name of a socket: ${path}`);
  address.write(path, 2, "latin1");
  const fd = checked("socket", socketCall(unixFamily, 1, 0));
  try {
    checked("bind", bindCall(fd, address, 2 + path.length + 1));
    checked("listen", listenCall(fd, 1));
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}
