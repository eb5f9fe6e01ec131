// Who a TLS connection is with: Node's own TLS 1.3 on the socket, with the certificates of the
// libp2p TLS specification. A peer proves with its certificate's key that it is there, and with its
// ed25519 key that the certificate is its own.
import { createPublicKey, verify, type X509Certificate } from "node:crypto";
import { connect as connectNet, type Socket } from "node:net";
import { connect, createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import type { PrivateKey } from "@libp2p/interface";
import { generateCertificate } from "@libp2p/tls/utils";
import { decodePeerExtension, peerCertificatePrefix } from "../../core/peer-certificate.ts";
import { type PeerId, publicKeyToPeerId } from "../../core/peer-id.ts";
import { sendQueueBytesFull } from "../../core/transport-limits.ts";

/** SubjectPublicKeyInfo of an ed25519 key, without the key. */
const ed25519Prefix = Buffer.from("302a300506032b6570032100", "hex");

/** TLS session tickets are of no use: a proof belongs to one connection. */
const noTickets = 0x4000;

export async function makeTlsIdentity(privateKey: PrivateKey): Promise<SecureContext> {
  const { cert, key } = await generateCertificate(privateKey);
  const version = "TLSv1.3";
  const versions = { minVersion: version, maxVersion: version } as const;
  return createSecureContext({ cert, key, ...versions, secureOptions: noTickets });
}

const keepAliveMilliseconds = 15_000;

const options = {
  requestCert: true,
  // The certificate is checked here, by its extension; there is no authority.
  rejectUnauthorized: false,
  ALPNProtocols: ["libp2p"],
  highWaterMark: sendQueueBytesFull / 2,
} as const;

/** A socket on its way to being encrypted; `secured` waits for it. */
export function callTls(raw: Socket, secureContext: SecureContext): TLSSocket {
  return connect({ socket: raw, secureContext, ...options });
}

export function answerTls(raw: Socket, secureContext: SecureContext): TLSSocket {
  return new TLSSocket(raw, { isServer: true, secureContext, ...options });
}

/** Rejects, with the socket destroyed, when nobody answers or the signal aborts. */
export async function openSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connectNet({ host, port, noDelay: true });
  watchSilence(socket);
  await happened(socket, "connect", signal);
  return socket;
}

/** Has the system ask a silent other end for a sign of life. */
export function watchSilence(socket: Socket): void {
  socket.setKeepAlive(true, keepAliveMilliseconds);
}

/** Who is at the other end. Rejects, with the socket destroyed, when encryption fails, the
 *  certificate is not a peer's, or the signal aborts. */
export async function secured(socket: TLSSocket, signal: AbortSignal): Promise<PeerId> {
  try {
    await happened(socket, "secure", signal);
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) throw new Error("the peer has no certificate");
    return verifyPeer(certificate);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Waits for an event of a socket that may break before. */
export async function happened(
  socket: Socket,
  event: "connect" | "readable" | "secure",
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = (): void => reject(new Error("the other side closed the connection"));
  const onAbort = (): void => {
    reject(signal.reason);
    socket.destroy();
  };
  // The listener for errors stays: a socket may report one after it was given up.
  socket.once(event, resolve).on("error", reject).once("close", onClose);
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  try {
    await promise;
  } finally {
    socket.off("close", onClose);
    signal.removeEventListener("abort", onAbort);
  }
}

/** The peer whose certificate this is; throws if it is nobody's. That the other end has the key in
 *  it is what TLS has shown. */
export function verifyPeer(certificate: X509Certificate): PeerId {
  const extension = decodePeerExtension(certificate.raw);
  if (extension === undefined) throw new Error("the certificate is not that of a peer");
  if (!certificate.verify(certificate.publicKey)) {
    throw new Error("the certificate is not signed by itself");
  }
  const encoded = certificate.publicKey.export({ type: "spki", format: "der" });
  if (Buffer.compare(encoded, extension.certificateKey) !== 0) {
    throw new Error("the certificate's key is not encoded as it must be");
  }
  const key = createPublicKey({
    key: Buffer.concat([ed25519Prefix, extension.publicKey]),
    format: "der",
    type: "spki",
  });
  const message = Buffer.concat([Buffer.from(peerCertificatePrefix), encoded]);
  const peer = publicKeyToPeerId(extension.publicKey);
  if (peer === undefined || !verify(null, message, key, extension.signature)) {
    throw new Error("the certificate does not belong to the key that it names");
  }
  return peer;
}

/** What only the two ends of this connection know. */
export function bindingOf(socket: TLSSocket): Uint8Array {
  return socket.exportKeyingMaterial(32, "EXPORTER-ivy-swarm", Buffer.alloc(0));
}
