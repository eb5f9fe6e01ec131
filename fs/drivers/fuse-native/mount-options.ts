// What libfuse 2.9 and the kernel are told at mount time (mount.fuse(8), libfuse 2.9 lib/fuse.c
// and fuse_lowlevel.c).
import { absenceSeconds, attributeSeconds, entrySeconds, writeBytesMax } from "./limits.ts";

export interface OptionWishes {
  readonly platform: string;
  readonly readOnly: boolean;
  readonly allowOther: boolean;
  /** Root's mounts behave as a local disk: device nodes and set-id bits work. */
  readonly asRoot: boolean;
}

/** No kernel_cache and no auto_cache: pages are dropped at each open, which is what shows another
 *  participant's changes.  No hard_remove: libfuse would then answer ENOENT for open files that
 *  were removed, as it has no path for them. */
export function mountOptions(wishes: OptionWishes): string {
  const options = [
    "fsname=ivy",
    "subtype=ivy",
    "default_permissions",
    "use_ino",
    `entry_timeout=${entrySeconds}`,
    `attr_timeout=${attributeSeconds}`,
    `negative_timeout=${absenceSeconds}`,
    ...(wishes.allowOther ? ["allow_other"] : []),
    ...(wishes.readOnly ? ["ro"] : []),
    ...(wishes.platform === "darwin" ? darwinOptions : linuxOptions),
    ...(wishes.platform === "linux" && wishes.asRoot ? ["suid", "dev"] : []),
  ];
  return `-o${options.join(",")}`;
}

/** iconv carries names of any bytes (names.ts). It brings lock functions that lead nowhere, so
 *  locks stay the kernel's. */
const linuxOptions = [
  "big_writes",
  `max_write=${writeBytesMax}`,
  "no_remote_lock",
  "modules=iconv",
  "from_code=UTF-8",
  "to_code=ISO-8859-1",
];

const darwinOptions = ["volname=Ivy", "noappledouble"];
