// The binding hands over paths as JavaScript strings, decoded from UTF-8; the Volume wants bytes.
// On Linux libfuse's iconv module stands between and turns each byte of a name into the character
// of that number, so that any name passes.
import { nameToText, textToBytesName } from "../../core/name.ts";

/** Both directions answer undefined for what cannot be carried over exactly. */
export interface NameCodec {
  /** The binding's text to the Volume's byte string. */
  decode(text: string): string | undefined;
  encode(bytes: string): string | undefined;
}

/** With `modules=iconv,from_code=UTF-8,to_code=ISO-8859-1`: a character is a byte. */
export const byteNames: NameCodec = { decode: onlyBytes, encode: onlyBytes };

/** Without it, as on macOS, whose names are UTF-8 anyway. */
export const utf8Names: NameCodec = {
  /** What was not UTF-8 has become U+FFFD before it gets here. */
  decode: (text) => (text.includes("\ufffd") ? undefined : textToBytesName(text)),
  encode: (bytes) => {
    const text = nameToText(bytes);
    return textToBytesName(text) === bytes ? text : undefined;
  },
};

function onlyBytes(text: string): string | undefined {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 0xff) return undefined;
  }
  return text;
}

/** "/a/b" is "b" in "/a"; "/a" is "a" in "". The root itself, "/", is "" in "". */
export function splitPath(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf("/");
  return { directory: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}
