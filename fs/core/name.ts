// Names are bytes. In code a Name is a byte string: each character is one byte, 0..255, so that any
// name a disk can hold survives unchanged, keys a map and compares with `===`.

declare const nameBrand: unique symbol;
export type Name = string & { readonly [nameBrand]: true };

/** Longest name in bytes (NAME_MAX of Linux). */
export const nameBytesMax = 255;

/** What a directory wanted to be called that its maker put things into but did not name. */
export const unnamed = "unnamed" as Name;

/** True for 1..255 bytes without "/" and NUL that are not "." or "..". */
export function isName(text: string): text is Name {
  if (text.length === 0 || text.length > nameBytesMax || text === "." || text === "..")
    return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code === 0x2f || code > 0xff) return false;
  }
  return true;
}

/** UTF-8 text as a person writes it to the byte string that the tree holds. */
export function textToBytesName(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Byte string to text for people; bytes that are not UTF-8 become replacement characters. */
export function nameToText(name: string): string {
  return Buffer.from(name, "latin1").toString("utf8");
}
