// opendir, readdir, releasedir. libfuse 2 takes a listing whole and gives it to the kernel piece
// by piece.
import type { FileType } from "../../../core/change.ts";
import type { InodeNumber } from "../../../core/inode-number.ts";
import type { Answer } from "../answer.ts";
import { done, finish, refuse } from "../answer.ts";
import type { Context } from "../context.ts";

export interface Listed {
  /** As the binding wants it. */
  readonly name: string;
  readonly inode: InodeNumber;
  readonly type: FileType;
}

export function openDirectory({ paths, handles }: Context, path: string): Answer<number> {
  return paths.use(path, ({ attributes: { inode, type } }) => {
    if (type !== "directory") return refuse("not-directory");
    const handle = handles.open({ inode, appends: false });
    return handle === undefined ? refuse("no-space") : done(handle);
  });
}

/** Everything with "." and ".."; names that the binding cannot carry are left out, as they cannot
 *  be looked up. */
export function list({ handler, paths, names }: Context, path: string): Answer<readonly Listed[]> {
  return paths.use(path, ({ attributes }) => {
    const listed: Listed[] = [];
    const outcome = handler.perform({
      kind: "read-directory",
      inode: attributes.inode,
      cookie: 0,
      counted: false,
      accept: ({ name: bytes, inode, type }) => {
        const name = names.encode(bytes);
        if (name !== undefined) listed.push({ name, inode, type });
        return true;
      },
    });
    const answer = finish(outcome);
    return answer.kind === "done" ? done(listed) : answer;
  });
}
