// Generated from fs/core/change.proto by `npm run generate`; do not edit.
import * as $protobuf from "protobufjs/minimal.js";

/** Namespace ivy. */
export namespace ivy {

    /** Namespace fs. */
    namespace fs {

        /**
         * Properties of a Changes.
         * @deprecated Use ivy.fs.Changes.$Properties instead.
         */
        interface IChanges extends ivy.fs.Changes.$Properties {
        }

        /** Represents a Changes. */
        class Changes {

            /**
             * Constructs a new Changes.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.Changes.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Changes changes. */
            changes: ivy.fs.Change.$Properties[];

            /**
             * Encodes the specified Changes message. Does not implicitly {@link ivy.fs.Changes.verify|verify} messages.
             * @param message Changes message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.Changes.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Changes message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.Changes & ivy.fs.Changes.$Shape} Changes
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.Changes & ivy.fs.Changes.$Shape;
        }

        namespace Changes {

            /** Properties of a Changes. */
            interface $Properties {

                /** Changes changes */
                changes?: (ivy.fs.Change.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Changes. */
            type $Shape = {
              changes?: ivy.fs.Change.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Change.
         * @deprecated Use ivy.fs.Change.$Properties instead.
         */
        interface IChange extends ivy.fs.Change.$Properties {
        }

        /** Represents a Change. */
        class Change {

            /**
             * Constructs a new Change.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.Change.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Change inode. */
            inode?: (ivy.fs.InodeChange.$Properties|null);

            /** Change write. */
            write?: (ivy.fs.WriteChange.$Properties|null);

            /** Change truncate. */
            truncate?: (ivy.fs.TruncateChange.$Properties|null);

            /** Change link. */
            link?: (ivy.fs.LinkChange.$Properties|null);

            /** Change unlink. */
            unlink?: (ivy.fs.LinkChange.$Properties|null);

            /** Change rename. */
            rename?: (ivy.fs.RenameChange.$Properties|null);

            /** Change setAttributes. */
            setAttributes?: (ivy.fs.SetAttributesChange.$Properties|null);

            /** Change setXattr. */
            setXattr?: (ivy.fs.SetXattrChange.$Properties|null);

            /** Change removeXattr. */
            removeXattr?: (ivy.fs.RemoveXattrChange.$Properties|null);

            /** Change prepare. */
            prepare?: (ivy.fs.NameChange.$Properties|null);

            /** Change cancel. */
            cancel?: (ivy.fs.NameChange.$Properties|null);

            /** Change view. */
            view?: (ivy.fs.ViewChange.$Properties|null);

            /** Change resolve. */
            resolve?: (ivy.fs.ResolveChange.$Properties|null);

            /** Change end. */
            end?: (ivy.fs.EndChange.$Properties|null);

            /** Change kind. */
            kind?: ("inode"|"write"|"truncate"|"link"|"unlink"|"rename"|"setAttributes"|"setXattr"|"removeXattr"|"prepare"|"cancel"|"view"|"resolve"|"end");

            /**
             * Encodes the specified Change message. Does not implicitly {@link ivy.fs.Change.verify|verify} messages.
             * @param message Change message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.Change.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Change message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.Change & ivy.fs.Change.$Shape} Change
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.Change & ivy.fs.Change.$Shape;
        }

        namespace Change {

            /** Properties of a Change. */
            interface $Properties {

                /** Change inode */
                inode?: (ivy.fs.InodeChange.$Properties|null);

                /** Change write */
                write?: (ivy.fs.WriteChange.$Properties|null);

                /** Change truncate */
                truncate?: (ivy.fs.TruncateChange.$Properties|null);

                /** Change link */
                link?: (ivy.fs.LinkChange.$Properties|null);

                /** Change unlink */
                unlink?: (ivy.fs.LinkChange.$Properties|null);

                /** Change rename */
                rename?: (ivy.fs.RenameChange.$Properties|null);

                /** Change setAttributes */
                setAttributes?: (ivy.fs.SetAttributesChange.$Properties|null);

                /** Change setXattr */
                setXattr?: (ivy.fs.SetXattrChange.$Properties|null);

                /** Change removeXattr */
                removeXattr?: (ivy.fs.RemoveXattrChange.$Properties|null);

                /** Change prepare */
                prepare?: (ivy.fs.NameChange.$Properties|null);

                /** Change cancel */
                cancel?: (ivy.fs.NameChange.$Properties|null);

                /** Change view */
                view?: (ivy.fs.ViewChange.$Properties|null);

                /** Change resolve */
                resolve?: (ivy.fs.ResolveChange.$Properties|null);

                /** Change end */
                end?: (ivy.fs.EndChange.$Properties|null);

                /** Change kind */
                kind?: ("inode"|"write"|"truncate"|"link"|"unlink"|"rename"|"setAttributes"|"setXattr"|"removeXattr"|"prepare"|"cancel"|"view"|"resolve"|"end");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Change. */
            type $Shape = {
              inode?: ivy.fs.InodeChange.$Shape|null;
              write?: ivy.fs.WriteChange.$Shape|null;
              truncate?: ivy.fs.TruncateChange.$Shape|null;
              link?: ivy.fs.LinkChange.$Shape|null;
              unlink?: ivy.fs.LinkChange.$Shape|null;
              rename?: ivy.fs.RenameChange.$Shape|null;
              setAttributes?: ivy.fs.SetAttributesChange.$Shape|null;
              setXattr?: ivy.fs.SetXattrChange.$Shape|null;
              removeXattr?: ivy.fs.RemoveXattrChange.$Shape|null;
              prepare?: ivy.fs.NameChange.$Shape|null;
              cancel?: ivy.fs.NameChange.$Shape|null;
              view?: ivy.fs.ViewChange.$Shape|null;
              resolve?: ivy.fs.ResolveChange.$Shape|null;
              end?: ivy.fs.EndChange.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "inode"; inode: ivy.fs.InodeChange.$Shape; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "write"; inode?: null; write: ivy.fs.WriteChange.$Shape; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "truncate"; inode?: null; write?: null; truncate: ivy.fs.TruncateChange.$Shape; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "link"; inode?: null; write?: null; truncate?: null; link: ivy.fs.LinkChange.$Shape; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "unlink"; inode?: null; write?: null; truncate?: null; link?: null; unlink: ivy.fs.LinkChange.$Shape; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "rename"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename: ivy.fs.RenameChange.$Shape; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "setAttributes"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes: ivy.fs.SetAttributesChange.$Shape; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "setXattr"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr: ivy.fs.SetXattrChange.$Shape; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "removeXattr"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr: ivy.fs.RemoveXattrChange.$Shape; prepare?: null; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "prepare"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare: ivy.fs.NameChange.$Shape; cancel?: null; view?: null; resolve?: null; end?: null }|{ kind?: "cancel"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel: ivy.fs.NameChange.$Shape; view?: null; resolve?: null; end?: null }|{ kind?: "view"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view: ivy.fs.ViewChange.$Shape; resolve?: null; end?: null }|{ kind?: "resolve"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve: ivy.fs.ResolveChange.$Shape; end?: null }|{ kind?: "end"; inode?: null; write?: null; truncate?: null; link?: null; unlink?: null; rename?: null; setAttributes?: null; setXattr?: null; removeXattr?: null; prepare?: null; cancel?: null; view?: null; resolve?: null; end: ivy.fs.EndChange.$Shape })
            );
        }

        /**
         * Properties of an InodeChange.
         * @deprecated Use ivy.fs.InodeChange.$Properties instead.
         */
        interface IInodeChange extends ivy.fs.InodeChange.$Properties {
        }

        /** Represents an InodeChange. */
        class InodeChange {

            /**
             * Constructs a new InodeChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.InodeChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InodeChange inode. */
            inode: number;

            /** InodeChange type. */
            type: ivy.fs.FileType;

            /** InodeChange mode. */
            mode: number;

            /** InodeChange uid. */
            uid: number;

            /** InodeChange gid. */
            gid: number;

            /** InodeChange device. */
            device: number;

            /** InodeChange target. */
            target: Uint8Array;

            /**
             * Encodes the specified InodeChange message. Does not implicitly {@link ivy.fs.InodeChange.verify|verify} messages.
             * @param message InodeChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.InodeChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InodeChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.InodeChange & ivy.fs.InodeChange.$Shape} InodeChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.InodeChange & ivy.fs.InodeChange.$Shape;
        }

        namespace InodeChange {

            /** Properties of an InodeChange. */
            interface $Properties {

                /** InodeChange inode */
                inode?: (number|null);

                /** InodeChange type */
                type?: (ivy.fs.FileType|null);

                /** InodeChange mode */
                mode?: (number|null);

                /** InodeChange uid */
                uid?: (number|null);

                /** InodeChange gid */
                gid?: (number|null);

                /** InodeChange device */
                device?: (number|null);

                /** InodeChange target */
                target?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InodeChange. */
            type $Shape = ivy.fs.InodeChange.$Properties;
        }

        /** FileType enum. */
        enum FileType {

            /** NONE value */
            NONE = 0,

            /** FILE value */
            FILE = 1,

            /** DIRECTORY value */
            DIRECTORY = 2,

            /** SYMLINK value */
            SYMLINK = 3,

            /** FIFO value */
            FIFO = 4,

            /** SOCKET value */
            SOCKET = 5,

            /** CHARACTER value */
            CHARACTER = 6,

            /** BLOCK value */
            BLOCK = 7
        }

        /**
         * Properties of a WriteChange.
         * @deprecated Use ivy.fs.WriteChange.$Properties instead.
         */
        interface IWriteChange extends ivy.fs.WriteChange.$Properties {
        }

        /** Represents a WriteChange. */
        class WriteChange {

            /**
             * Constructs a new WriteChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.WriteChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WriteChange inode. */
            inode: number;

            /** WriteChange extents. */
            extents: ivy.fs.Extent.$Properties[];

            /**
             * Encodes the specified WriteChange message. Does not implicitly {@link ivy.fs.WriteChange.verify|verify} messages.
             * @param message WriteChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.WriteChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WriteChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.WriteChange & ivy.fs.WriteChange.$Shape} WriteChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.WriteChange & ivy.fs.WriteChange.$Shape;
        }

        namespace WriteChange {

            /** Properties of a WriteChange. */
            interface $Properties {

                /** WriteChange inode */
                inode?: (number|null);

                /** WriteChange extents */
                extents?: (ivy.fs.Extent.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WriteChange. */
            type $Shape = ivy.fs.WriteChange.$Properties;
        }

        /**
         * Properties of an Extent.
         * @deprecated Use ivy.fs.Extent.$Properties instead.
         */
        interface IExtent extends ivy.fs.Extent.$Properties {
        }

        /** Represents an Extent. */
        class Extent {

            /**
             * Constructs a new Extent.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.Extent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Extent offset. */
            offset: number;

            /** Extent length. */
            length: number;

            /** Extent start. */
            start: number;

            /** Extent key. */
            key?: (Uint8Array|null);

            /** Extent contentKey. */
            contentKey?: (Uint8Array|null);

            /** Extent part. */
            part?: (number|null);

            /** Extent partDot. */
            partDot?: (number|null);

            /**
             * Encodes the specified Extent message. Does not implicitly {@link ivy.fs.Extent.verify|verify} messages.
             * @param message Extent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.Extent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Extent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.Extent & ivy.fs.Extent.$Shape} Extent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.Extent & ivy.fs.Extent.$Shape;
        }

        namespace Extent {

            /** Properties of an Extent. */
            interface $Properties {

                /** Extent offset */
                offset?: (number|null);

                /** Extent length */
                length?: (number|null);

                /** Extent start */
                start?: (number|null);

                /** Extent key */
                key?: (Uint8Array|null);

                /** Extent contentKey */
                contentKey?: (Uint8Array|null);

                /** Extent part */
                part?: (number|null);

                /** Extent partDot */
                partDot?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Extent. */
            type $Shape = ivy.fs.Extent.$Properties;
        }

        /**
         * Properties of a TruncateChange.
         * @deprecated Use ivy.fs.TruncateChange.$Properties instead.
         */
        interface ITruncateChange extends ivy.fs.TruncateChange.$Properties {
        }

        /** Represents a TruncateChange. */
        class TruncateChange {

            /**
             * Constructs a new TruncateChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.TruncateChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TruncateChange inode. */
            inode: number;

            /** TruncateChange size. */
            size: number;

            /**
             * Encodes the specified TruncateChange message. Does not implicitly {@link ivy.fs.TruncateChange.verify|verify} messages.
             * @param message TruncateChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.TruncateChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TruncateChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.TruncateChange & ivy.fs.TruncateChange.$Shape} TruncateChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.TruncateChange & ivy.fs.TruncateChange.$Shape;
        }

        namespace TruncateChange {

            /** Properties of a TruncateChange. */
            interface $Properties {

                /** TruncateChange inode */
                inode?: (number|null);

                /** TruncateChange size */
                size?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TruncateChange. */
            type $Shape = ivy.fs.TruncateChange.$Properties;
        }

        /**
         * Properties of a LinkChange.
         * @deprecated Use ivy.fs.LinkChange.$Properties instead.
         */
        interface ILinkChange extends ivy.fs.LinkChange.$Properties {
        }

        /** Represents a LinkChange. */
        class LinkChange {

            /**
             * Constructs a new LinkChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.LinkChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LinkChange directory. */
            directory: number;

            /** LinkChange name. */
            name: Uint8Array;

            /** LinkChange inode. */
            inode: number;

            /**
             * Encodes the specified LinkChange message. Does not implicitly {@link ivy.fs.LinkChange.verify|verify} messages.
             * @param message LinkChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.LinkChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LinkChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.LinkChange & ivy.fs.LinkChange.$Shape} LinkChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.LinkChange & ivy.fs.LinkChange.$Shape;
        }

        namespace LinkChange {

            /** Properties of a LinkChange. */
            interface $Properties {

                /** LinkChange directory */
                directory?: (number|null);

                /** LinkChange name */
                name?: (Uint8Array|null);

                /** LinkChange inode */
                inode?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LinkChange. */
            type $Shape = ivy.fs.LinkChange.$Properties;
        }

        /**
         * Properties of a RenameChange.
         * @deprecated Use ivy.fs.RenameChange.$Properties instead.
         */
        interface IRenameChange extends ivy.fs.RenameChange.$Properties {
        }

        /** Represents a RenameChange. */
        class RenameChange {

            /**
             * Constructs a new RenameChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.RenameChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RenameChange inode. */
            inode: number;

            /** RenameChange fromDirectory. */
            fromDirectory: number;

            /** RenameChange fromName. */
            fromName: Uint8Array;

            /** RenameChange toDirectory. */
            toDirectory: number;

            /** RenameChange toName. */
            toName: Uint8Array;

            /** RenameChange replaced. */
            replaced?: (number|null);

            /** RenameChange exchange. */
            exchange: boolean;

            /**
             * Encodes the specified RenameChange message. Does not implicitly {@link ivy.fs.RenameChange.verify|verify} messages.
             * @param message RenameChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.RenameChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenameChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.RenameChange & ivy.fs.RenameChange.$Shape} RenameChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.RenameChange & ivy.fs.RenameChange.$Shape;
        }

        namespace RenameChange {

            /** Properties of a RenameChange. */
            interface $Properties {

                /** RenameChange inode */
                inode?: (number|null);

                /** RenameChange fromDirectory */
                fromDirectory?: (number|null);

                /** RenameChange fromName */
                fromName?: (Uint8Array|null);

                /** RenameChange toDirectory */
                toDirectory?: (number|null);

                /** RenameChange toName */
                toName?: (Uint8Array|null);

                /** RenameChange replaced */
                replaced?: (number|null);

                /** RenameChange exchange */
                exchange?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenameChange. */
            type $Shape = ivy.fs.RenameChange.$Properties;
        }

        /**
         * Properties of a SetAttributesChange.
         * @deprecated Use ivy.fs.SetAttributesChange.$Properties instead.
         */
        interface ISetAttributesChange extends ivy.fs.SetAttributesChange.$Properties {
        }

        /** Represents a SetAttributesChange. */
        class SetAttributesChange {

            /**
             * Constructs a new SetAttributesChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.SetAttributesChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SetAttributesChange inode. */
            inode: number;

            /** SetAttributesChange mode. */
            mode?: (number|null);

            /** SetAttributesChange uid. */
            uid?: (number|null);

            /** SetAttributesChange gid. */
            gid?: (number|null);

            /** SetAttributesChange accessed. */
            accessed?: (ivy.fs.Time.$Properties|null);

            /** SetAttributesChange modified. */
            modified?: (ivy.fs.Time.$Properties|null);

            /** SetAttributesChange changed. */
            changed?: (ivy.fs.Time.$Properties|null);

            /**
             * Encodes the specified SetAttributesChange message. Does not implicitly {@link ivy.fs.SetAttributesChange.verify|verify} messages.
             * @param message SetAttributesChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.SetAttributesChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SetAttributesChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.SetAttributesChange & ivy.fs.SetAttributesChange.$Shape} SetAttributesChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.SetAttributesChange & ivy.fs.SetAttributesChange.$Shape;
        }

        namespace SetAttributesChange {

            /** Properties of a SetAttributesChange. */
            interface $Properties {

                /** SetAttributesChange inode */
                inode?: (number|null);

                /** SetAttributesChange mode */
                mode?: (number|null);

                /** SetAttributesChange uid */
                uid?: (number|null);

                /** SetAttributesChange gid */
                gid?: (number|null);

                /** SetAttributesChange accessed */
                accessed?: (ivy.fs.Time.$Properties|null);

                /** SetAttributesChange modified */
                modified?: (ivy.fs.Time.$Properties|null);

                /** SetAttributesChange changed */
                changed?: (ivy.fs.Time.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SetAttributesChange. */
            type $Shape = ivy.fs.SetAttributesChange.$Properties;
        }

        /**
         * Properties of a Time.
         * @deprecated Use ivy.fs.Time.$Properties instead.
         */
        interface ITime extends ivy.fs.Time.$Properties {
        }

        /** Represents a Time. */
        class Time {

            /**
             * Constructs a new Time.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.Time.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Time seconds. */
            seconds: number;

            /** Time nanoseconds. */
            nanoseconds: number;

            /**
             * Encodes the specified Time message. Does not implicitly {@link ivy.fs.Time.verify|verify} messages.
             * @param message Time message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.Time.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Time message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.Time & ivy.fs.Time.$Shape} Time
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.Time & ivy.fs.Time.$Shape;
        }

        namespace Time {

            /** Properties of a Time. */
            interface $Properties {

                /** Time seconds */
                seconds?: (number|null);

                /** Time nanoseconds */
                nanoseconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Time. */
            type $Shape = ivy.fs.Time.$Properties;
        }

        /**
         * Properties of a SetXattrChange.
         * @deprecated Use ivy.fs.SetXattrChange.$Properties instead.
         */
        interface ISetXattrChange extends ivy.fs.SetXattrChange.$Properties {
        }

        /** Represents a SetXattrChange. */
        class SetXattrChange {

            /**
             * Constructs a new SetXattrChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.SetXattrChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SetXattrChange inode. */
            inode: number;

            /** SetXattrChange name. */
            name: Uint8Array;

            /** SetXattrChange value. */
            value: Uint8Array;

            /**
             * Encodes the specified SetXattrChange message. Does not implicitly {@link ivy.fs.SetXattrChange.verify|verify} messages.
             * @param message SetXattrChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.SetXattrChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SetXattrChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.SetXattrChange & ivy.fs.SetXattrChange.$Shape} SetXattrChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.SetXattrChange & ivy.fs.SetXattrChange.$Shape;
        }

        namespace SetXattrChange {

            /** Properties of a SetXattrChange. */
            interface $Properties {

                /** SetXattrChange inode */
                inode?: (number|null);

                /** SetXattrChange name */
                name?: (Uint8Array|null);

                /** SetXattrChange value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SetXattrChange. */
            type $Shape = ivy.fs.SetXattrChange.$Properties;
        }

        /**
         * Properties of a RemoveXattrChange.
         * @deprecated Use ivy.fs.RemoveXattrChange.$Properties instead.
         */
        interface IRemoveXattrChange extends ivy.fs.RemoveXattrChange.$Properties {
        }

        /** Represents a RemoveXattrChange. */
        class RemoveXattrChange {

            /**
             * Constructs a new RemoveXattrChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.RemoveXattrChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RemoveXattrChange inode. */
            inode: number;

            /** RemoveXattrChange name. */
            name: Uint8Array;

            /**
             * Encodes the specified RemoveXattrChange message. Does not implicitly {@link ivy.fs.RemoveXattrChange.verify|verify} messages.
             * @param message RemoveXattrChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.RemoveXattrChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RemoveXattrChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.RemoveXattrChange & ivy.fs.RemoveXattrChange.$Shape} RemoveXattrChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.RemoveXattrChange & ivy.fs.RemoveXattrChange.$Shape;
        }

        namespace RemoveXattrChange {

            /** Properties of a RemoveXattrChange. */
            interface $Properties {

                /** RemoveXattrChange inode */
                inode?: (number|null);

                /** RemoveXattrChange name */
                name?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RemoveXattrChange. */
            type $Shape = ivy.fs.RemoveXattrChange.$Properties;
        }

        /**
         * Properties of a NameChange.
         * @deprecated Use ivy.fs.NameChange.$Properties instead.
         */
        interface INameChange extends ivy.fs.NameChange.$Properties {
        }

        /** Represents a NameChange. */
        class NameChange {

            /**
             * Constructs a new NameChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.NameChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NameChange directory. */
            directory: number;

            /** NameChange name. */
            name: Uint8Array;

            /**
             * Encodes the specified NameChange message. Does not implicitly {@link ivy.fs.NameChange.verify|verify} messages.
             * @param message NameChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.NameChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NameChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.NameChange & ivy.fs.NameChange.$Shape} NameChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.NameChange & ivy.fs.NameChange.$Shape;
        }

        namespace NameChange {

            /** Properties of a NameChange. */
            interface $Properties {

                /** NameChange directory */
                directory?: (number|null);

                /** NameChange name */
                name?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NameChange. */
            type $Shape = ivy.fs.NameChange.$Properties;
        }

        /**
         * Properties of a ViewChange.
         * @deprecated Use ivy.fs.ViewChange.$Properties instead.
         */
        interface IViewChange extends ivy.fs.ViewChange.$Properties {
        }

        /** Represents a ViewChange. */
        class ViewChange {

            /**
             * Constructs a new ViewChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.ViewChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ViewChange view. */
            view: Uint8Array;

            /**
             * Encodes the specified ViewChange message. Does not implicitly {@link ivy.fs.ViewChange.verify|verify} messages.
             * @param message ViewChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.ViewChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ViewChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.ViewChange & ivy.fs.ViewChange.$Shape} ViewChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.ViewChange & ivy.fs.ViewChange.$Shape;
        }

        namespace ViewChange {

            /** Properties of a ViewChange. */
            interface $Properties {

                /** ViewChange view */
                view?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ViewChange. */
            type $Shape = ivy.fs.ViewChange.$Properties;
        }

        /**
         * Properties of a ResolveChange.
         * @deprecated Use ivy.fs.ResolveChange.$Properties instead.
         */
        interface IResolveChange extends ivy.fs.ResolveChange.$Properties {
        }

        /** Represents a ResolveChange. */
        class ResolveChange {

            /**
             * Constructs a new ResolveChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.ResolveChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResolveChange inode. */
            inode: number;

            /** ResolveChange sides. */
            sides: number[];

            /**
             * Encodes the specified ResolveChange message. Does not implicitly {@link ivy.fs.ResolveChange.verify|verify} messages.
             * @param message ResolveChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.ResolveChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResolveChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.ResolveChange & ivy.fs.ResolveChange.$Shape} ResolveChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.ResolveChange & ivy.fs.ResolveChange.$Shape;
        }

        namespace ResolveChange {

            /** Properties of a ResolveChange. */
            interface $Properties {

                /** ResolveChange inode */
                inode?: (number|null);

                /** ResolveChange sides */
                sides?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResolveChange. */
            type $Shape = ivy.fs.ResolveChange.$Properties;
        }

        /**
         * Properties of an EndChange.
         * @deprecated Use ivy.fs.EndChange.$Properties instead.
         */
        interface IEndChange extends ivy.fs.EndChange.$Properties {
        }

        /** Represents an EndChange. */
        class EndChange {

            /**
             * Constructs a new EndChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.fs.EndChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified EndChange message. Does not implicitly {@link ivy.fs.EndChange.verify|verify} messages.
             * @param message EndChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.fs.EndChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EndChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.fs.EndChange & ivy.fs.EndChange.$Shape} EndChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.fs.EndChange & ivy.fs.EndChange.$Shape;
        }

        namespace EndChange {

            /** Properties of an EndChange. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EndChange. */
            type $Shape = ivy.fs.EndChange.$Properties;
        }
    }
}
