// The certificate of a peer (libp2p TLS specification): self-signed, with an extension that carries
// the peer's ed25519 key and its signature over the certificate's own key. Only that extension is
// read here, by a DER reader that refuses whatever does not nest; dates are not looked at, because
// a wrong clock must not cut anybody off.

export interface PeerExtension {
  /** 32 bytes: the ed25519 public key that names the peer. */
  readonly publicKey: Uint8Array;
  /** By that key, over `peerCertificatePrefix` and the certificate's SubjectPublicKeyInfo. */
  readonly signature: Uint8Array;
  /** The SubjectPublicKeyInfo as it is in the certificate. */
  readonly certificateKey: Uint8Array;
}

export const peerCertificatePrefix = "libp2p-tls-handshake:";

/** 1.3.6.1.4.1.53594.1.1 */
const extensionId = Uint8Array.of(0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xa2, 0x5a, 0x01, 0x01);
/** The key as protobuf: type 1 (ed25519), then 32 bytes. */
const keyPrefix = Uint8Array.of(0x08, 0x01, 0x12, 0x20);

const tags = { sequence: 0x30, octets: 0x04, id: 0x06, version: 0xa0, extensions: 0xa3 } as const;

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
}

/** Undefined for anything that is not a certificate with this extension. */
export function decodePeerExtension(certificate: Uint8Array): PeerExtension | undefined {
  const body = childOf(childOf(certificate, tags.sequence), tags.sequence);
  const fields = body === undefined ? undefined : childrenOf(body);
  if (fields === undefined) return undefined;
  const hasVersion = fields[0]?.tag === tags.version;
  // version, serial number, algorithm, issuer, validity, subject, key
  const certificateKey = fields[hasVersion ? 6 : 5];
  const extensions = fields.find(({ tag }) => tag === tags.extensions)?.content;
  const list = childOf(extensions, tags.sequence);
  const content = list === undefined ? undefined : extensionOf(childrenOf(list) ?? []);
  if (certificateKey?.tag !== tags.sequence || content === undefined) return undefined;
  const [key, signature, ...more] = childrenOf(childOf(content, tags.sequence) ?? content) ?? [];
  if (key?.tag !== tags.octets || signature?.tag !== tags.octets || more.length > 0)
    return undefined;
  const isEd25519 = keyPrefix.every((byte, at) => key.content[at] === byte);
  if (!isEd25519 || key.content.length !== 36 || signature.content.length !== 64) return undefined;
  return {
    publicKey: key.content.subarray(4),
    signature: signature.content,
    certificateKey: certificateKey.whole,
  };
}

/** Content of the one extension with our id; undefined for none, and for two. */
function extensionOf(list: readonly Element[]): Uint8Array | undefined {
  const found = list.flatMap(({ content }) => {
    const parts = childrenOf(content) ?? [];
    const isOurs = parts[0]?.tag === tags.id && isEqual(parts[0].content, extensionId);
    const value = parts.at(-1);
    return isOurs && value?.tag === tags.octets ? [value.content] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Content of the first element of `bytes`, if it has this tag. */
function childOf(bytes: Uint8Array | undefined, tag: number): Uint8Array | undefined {
  const element = bytes === undefined ? undefined : readElement(bytes);
  return element?.tag === tag ? element.content : undefined;
}

/** All elements back to back; undefined when they do not fill `bytes` exactly. */
function childrenOf(bytes: Uint8Array): readonly Element[] | undefined {
  const elements: Element[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const element = readElement(rest);
    if (element === undefined) return undefined;
    elements.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return elements;
}

function readElement(bytes: Uint8Array): Element | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || first === 0x80) return undefined;
  const sizeBytes = first < 0x80 ? 0 : first & 0x7f;
  if (sizeBytes > 3 || bytes.length < 2 + sizeBytes) return undefined;
  let length = sizeBytes === 0 ? first : 0;
  for (let at = 0; at < sizeBytes; at++) length = length * 256 + (bytes[2 + at] ?? 0);
  const end = 2 + sizeBytes + length;
  if (end > bytes.length) return undefined;
  return { tag, content: bytes.subarray(2 + sizeBytes, end), whole: bytes.subarray(0, end) };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => b[at] === byte);
}
