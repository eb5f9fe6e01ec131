// The listing that is being made: what it hands over with attributes is an inode more to which the
// kernel refers, and when it breaks off it goes on after what was handed over already.
import type { Request } from "./core/request.ts";
import type { References } from "./references.ts";

type ListRequest = Extract<Request, { kind: "read-directory" }>;

export class Listing {
  readonly #references: References;
  /** Where it has come to. */
  #cookie = 0;

  constructor(references: References) {
    this.#references = references;
  }

  /** A new one begins; what it hands over is counted. */
  counted(request: ListRequest): ListRequest {
    this.#cookie = request.cookie;
    return {
      ...request,
      accept: (entry) => {
        const fitted = request.accept(entry);
        if (fitted) this.#cookie = entry.cookie;
        if (fitted && entry.attributes !== undefined) this.#references.add(entry.inode);
        return fitted;
      },
    };
  }

  /** For the same request again: what was handed over does not come a second time. */
  withoutListed(request: Request): Request {
    return request.kind === "read-directory" ? { ...request, cookie: this.#cookie } : request;
  }
}
