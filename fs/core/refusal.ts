// The closed list of answers "no" that a file system gives, chosen for their errno (errno(3)).
// fs/drivers/errno.ts holds the one total map from these kinds to numbers.

export type Refusal =
  | "not-permitted" // EPERM
  | "no-entry" // ENOENT
  | "no-xattr" // ENODATA
  | "range" // ERANGE: the caller's buffer is too small
  | "input-output" // EIO
  | "no-device-address" // ENXIO: SEEK_DATA/SEEK_HOLE past the end
  | "bad-descriptor" // EBADF
  | "access-denied" // EACCES
  | "exists" // EEXIST
  | "cross-device" // EXDEV
  | "not-directory" // ENOTDIR
  | "is-directory" // EISDIR
  | "invalid" // EINVAL
  | "file-too-big" // EFBIG
  | "no-space" // ENOSPC
  | "read-only" // EROFS
  | "too-many-links" // EMLINK
  | "name-too-long" // ENAMETOOLONG
  | "locked" // EAGAIN
  | "too-many-locks" // ENOLCK
  | "not-empty" // ENOTEMPTY
  | "not-supported" // EOPNOTSUPP
  | "over-quota" // EDQUOT
  | "stale" // ESTALE
  | "argument-too-big"; // E2BIG
