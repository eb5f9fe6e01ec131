// Generated from logs/core/logs.proto by `npm run generate`; do not edit.
import * as $protobuf from "protobufjs/minimal.js";

/** Namespace ivy. */
export namespace ivy {

    /** Namespace logs. */
    namespace logs {

        /**
         * Properties of an Envelope.
         * @deprecated Use ivy.logs.Envelope.$Properties instead.
         */
        interface IEnvelope extends ivy.logs.Envelope.$Properties {
        }

        /** Represents an Envelope. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Envelope header. */
            header: Uint8Array;

            /** Envelope body. */
            body: Uint8Array;

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link ivy.logs.Envelope.verify|verify} messages.
             * @param message Envelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Envelope & ivy.logs.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Envelope & ivy.logs.Envelope.$Shape;
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** Envelope header */
                header?: (Uint8Array|null);

                /** Envelope body */
                body?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Envelope. */
            type $Shape = ivy.logs.Envelope.$Properties;
        }

        /**
         * Properties of an EnvelopeHeader.
         * @deprecated Use ivy.logs.EnvelopeHeader.$Properties instead.
         */
        interface IEnvelopeHeader extends ivy.logs.EnvelopeHeader.$Properties {
        }

        /** Represents an EnvelopeHeader. */
        class EnvelopeHeader {

            /**
             * Constructs a new EnvelopeHeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.EnvelopeHeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EnvelopeHeader formatVersion. */
            formatVersion: number;

            /** EnvelopeHeader logId. */
            logId: Uint8Array;

            /** EnvelopeHeader sequence. */
            sequence: number;

            /** EnvelopeHeader previous. */
            previous?: (Uint8Array|null);

            /** EnvelopeHeader keyEpoch. */
            keyEpoch: number;

            /**
             * Encodes the specified EnvelopeHeader message. Does not implicitly {@link ivy.logs.EnvelopeHeader.verify|verify} messages.
             * @param message EnvelopeHeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.EnvelopeHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EnvelopeHeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.EnvelopeHeader & ivy.logs.EnvelopeHeader.$Shape} EnvelopeHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.EnvelopeHeader & ivy.logs.EnvelopeHeader.$Shape;
        }

        namespace EnvelopeHeader {

            /** Properties of an EnvelopeHeader. */
            interface $Properties {

                /** EnvelopeHeader formatVersion */
                formatVersion?: (number|null);

                /** EnvelopeHeader logId */
                logId?: (Uint8Array|null);

                /** EnvelopeHeader sequence */
                sequence?: (number|null);

                /** EnvelopeHeader previous */
                previous?: (Uint8Array|null);

                /** EnvelopeHeader keyEpoch */
                keyEpoch?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EnvelopeHeader. */
            type $Shape = ivy.logs.EnvelopeHeader.$Properties;
        }

        /**
         * Properties of a RecordBody.
         * @deprecated Use ivy.logs.RecordBody.$Properties instead.
         */
        interface IRecordBody extends ivy.logs.RecordBody.$Properties {
        }

        /** Represents a RecordBody. */
        class RecordBody {

            /**
             * Constructs a new RecordBody.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.RecordBody.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RecordBody lamport. */
            lamport: number;

            /** RecordBody known. */
            known: ivy.logs.Known.$Properties[];

            /** RecordBody knownComplete. */
            knownComplete: boolean;

            /** RecordBody seconds. */
            seconds: number;

            /** RecordBody nanoseconds. */
            nanoseconds: number;

            /** RecordBody changes. */
            changes: Uint8Array;

            /** RecordBody parts. */
            parts: Uint8Array[];

            /** RecordBody view. */
            view?: (Uint8Array|null);

            /**
             * Encodes the specified RecordBody message. Does not implicitly {@link ivy.logs.RecordBody.verify|verify} messages.
             * @param message RecordBody message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.RecordBody.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RecordBody message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.RecordBody & ivy.logs.RecordBody.$Shape} RecordBody
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.RecordBody & ivy.logs.RecordBody.$Shape;
        }

        namespace RecordBody {

            /** Properties of a RecordBody. */
            interface $Properties {

                /** RecordBody lamport */
                lamport?: (number|null);

                /** RecordBody known */
                known?: (ivy.logs.Known.$Properties[]|null);

                /** RecordBody knownComplete */
                knownComplete?: (boolean|null);

                /** RecordBody seconds */
                seconds?: (number|null);

                /** RecordBody nanoseconds */
                nanoseconds?: (number|null);

                /** RecordBody changes */
                changes?: (Uint8Array|null);

                /** RecordBody parts */
                parts?: (Uint8Array[]|null);

                /** RecordBody view */
                view?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RecordBody. */
            type $Shape = ivy.logs.RecordBody.$Properties;
        }

        /**
         * Properties of a Known.
         * @deprecated Use ivy.logs.Known.$Properties instead.
         */
        interface IKnown extends ivy.logs.Known.$Properties {
        }

        /** Represents a Known. */
        class Known {

            /**
             * Constructs a new Known.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Known.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Known slot. */
            slot: number;

            /** Known sequence. */
            sequence: number;

            /** Known hash. */
            hash: Uint8Array;

            /**
             * Encodes the specified Known message. Does not implicitly {@link ivy.logs.Known.verify|verify} messages.
             * @param message Known message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Known.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Known message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Known & ivy.logs.Known.$Shape} Known
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Known & ivy.logs.Known.$Shape;
        }

        namespace Known {

            /** Properties of a Known. */
            interface $Properties {

                /** Known slot */
                slot?: (number|null);

                /** Known sequence */
                sequence?: (number|null);

                /** Known hash */
                hash?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Known. */
            type $Shape = ivy.logs.Known.$Properties;
        }

        /**
         * Properties of a Signed.
         * @deprecated Use ivy.logs.Signed.$Properties instead.
         */
        interface ISigned extends ivy.logs.Signed.$Properties {
        }

        /** Represents a Signed. */
        class Signed {

            /**
             * Constructs a new Signed.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Signed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Signed content. */
            content: Uint8Array;

            /** Signed signer. */
            signer: Uint8Array;

            /** Signed signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified Signed message. Does not implicitly {@link ivy.logs.Signed.verify|verify} messages.
             * @param message Signed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Signed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Signed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Signed & ivy.logs.Signed.$Shape} Signed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Signed & ivy.logs.Signed.$Shape;
        }

        namespace Signed {

            /** Properties of a Signed. */
            interface $Properties {

                /** Signed content */
                content?: (Uint8Array|null);

                /** Signed signer */
                signer?: (Uint8Array|null);

                /** Signed signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Signed. */
            type $Shape = ivy.logs.Signed.$Properties;
        }

        /**
         * Properties of a LogHead.
         * @deprecated Use ivy.logs.LogHead.$Properties instead.
         */
        interface ILogHead extends ivy.logs.LogHead.$Properties {
        }

        /** Represents a LogHead. */
        class LogHead {

            /**
             * Constructs a new LogHead.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.LogHead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LogHead formatVersion. */
            formatVersion: number;

            /** LogHead fileSystem. */
            fileSystem: Uint8Array;

            /** LogHead logId. */
            logId: Uint8Array;

            /** LogHead sequence. */
            sequence: number;

            /** LogHead hash. */
            hash: Uint8Array;

            /** LogHead lamport. */
            lamport: number;

            /** LogHead segmentIndex. */
            segmentIndex?: (Uint8Array|null);

            /** LogHead seconds. */
            seconds: number;

            /** LogHead nanoseconds. */
            nanoseconds: number;

            /**
             * Encodes the specified LogHead message. Does not implicitly {@link ivy.logs.LogHead.verify|verify} messages.
             * @param message LogHead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.LogHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LogHead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.LogHead & ivy.logs.LogHead.$Shape} LogHead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.LogHead & ivy.logs.LogHead.$Shape;
        }

        namespace LogHead {

            /** Properties of a LogHead. */
            interface $Properties {

                /** LogHead formatVersion */
                formatVersion?: (number|null);

                /** LogHead fileSystem */
                fileSystem?: (Uint8Array|null);

                /** LogHead logId */
                logId?: (Uint8Array|null);

                /** LogHead sequence */
                sequence?: (number|null);

                /** LogHead hash */
                hash?: (Uint8Array|null);

                /** LogHead lamport */
                lamport?: (number|null);

                /** LogHead segmentIndex */
                segmentIndex?: (Uint8Array|null);

                /** LogHead seconds */
                seconds?: (number|null);

                /** LogHead nanoseconds */
                nanoseconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LogHead. */
            type $Shape = ivy.logs.LogHead.$Properties;
        }

        /**
         * Properties of a View.
         * @deprecated Use ivy.logs.View.$Properties instead.
         */
        interface IView extends ivy.logs.View.$Properties {
        }

        /** Represents a View. */
        class View {

            /**
             * Constructs a new View.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.View.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** View open. */
            open: Uint8Array;

            /** View secret. */
            secret: Uint8Array;

            /**
             * Encodes the specified View message. Does not implicitly {@link ivy.logs.View.verify|verify} messages.
             * @param message View message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.View.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a View message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.View & ivy.logs.View.$Shape} View
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.View & ivy.logs.View.$Shape;
        }

        namespace View {

            /** Properties of a View. */
            interface $Properties {

                /** View open */
                open?: (Uint8Array|null);

                /** View secret */
                secret?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a View. */
            type $Shape = ivy.logs.View.$Properties;
        }

        /**
         * Properties of an OpenView.
         * @deprecated Use ivy.logs.OpenView.$Properties instead.
         */
        interface IOpenView extends ivy.logs.OpenView.$Properties {
        }

        /** Represents an OpenView. */
        class OpenView {

            /**
             * Constructs a new OpenView.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.OpenView.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OpenView formatVersion. */
            formatVersion: number;

            /** OpenView previous. */
            previous?: (Uint8Array|null);

            /** OpenView root. */
            root: number;

            /** OpenView replicas. */
            replicas: number;

            /** OpenView keyEpoch. */
            keyEpoch: number;

            /** OpenView members. */
            members: ivy.logs.Member.$Properties[];

            /**
             * Encodes the specified OpenView message. Does not implicitly {@link ivy.logs.OpenView.verify|verify} messages.
             * @param message OpenView message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.OpenView.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OpenView message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.OpenView & ivy.logs.OpenView.$Shape} OpenView
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.OpenView & ivy.logs.OpenView.$Shape;
        }

        namespace OpenView {

            /** Properties of an OpenView. */
            interface $Properties {

                /** OpenView formatVersion */
                formatVersion?: (number|null);

                /** OpenView previous */
                previous?: (Uint8Array|null);

                /** OpenView root */
                root?: (number|null);

                /** OpenView replicas */
                replicas?: (number|null);

                /** OpenView keyEpoch */
                keyEpoch?: (number|null);

                /** OpenView members */
                members?: (ivy.logs.Member.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OpenView. */
            type $Shape = ivy.logs.OpenView.$Properties;
        }

        /**
         * Properties of a Member.
         * @deprecated Use ivy.logs.Member.$Properties instead.
         */
        interface IMember extends ivy.logs.Member.$Properties {
        }

        /** Represents a Member. */
        class Member {

            /**
             * Constructs a new Member.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Member.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Member slot. */
            slot: number;

            /** Member logId. */
            logId: Uint8Array;

            /** Member role. */
            role: ivy.logs.Role;

            /** Member sealedKey. */
            sealedKey: Uint8Array;

            /**
             * Encodes the specified Member message. Does not implicitly {@link ivy.logs.Member.verify|verify} messages.
             * @param message Member message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Member.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Member message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Member & ivy.logs.Member.$Shape} Member
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Member & ivy.logs.Member.$Shape;
        }

        namespace Member {

            /** Properties of a Member. */
            interface $Properties {

                /** Member slot */
                slot?: (number|null);

                /** Member logId */
                logId?: (Uint8Array|null);

                /** Member role */
                role?: (ivy.logs.Role|null);

                /** Member sealedKey */
                sealedKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Member. */
            type $Shape = ivy.logs.Member.$Properties;
        }

        /** Role enum. */
        enum Role {

            /** REMOVED value */
            REMOVED = 0,

            /** READER value */
            READER = 1,

            /** WRITER value */
            WRITER = 2,

            /** ADMIN value */
            ADMIN = 3
        }

        /**
         * Properties of a SecretView.
         * @deprecated Use ivy.logs.SecretView.$Properties instead.
         */
        interface ISecretView extends ivy.logs.SecretView.$Properties {
        }

        /** Represents a SecretView. */
        class SecretView {

            /**
             * Constructs a new SecretView.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.SecretView.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SecretView name. */
            name: string;

            /** SecretView memberNames. */
            memberNames: string[];

            /**
             * Encodes the specified SecretView message. Does not implicitly {@link ivy.logs.SecretView.verify|verify} messages.
             * @param message SecretView message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.SecretView.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SecretView message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.SecretView & ivy.logs.SecretView.$Shape} SecretView
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.SecretView & ivy.logs.SecretView.$Shape;
        }

        namespace SecretView {

            /** Properties of a SecretView. */
            interface $Properties {

                /** SecretView name */
                name?: (string|null);

                /** SecretView memberNames */
                memberNames?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SecretView. */
            type $Shape = ivy.logs.SecretView.$Properties;
        }

        /**
         * Properties of a SegmentIndex.
         * @deprecated Use ivy.logs.SegmentIndex.$Properties instead.
         */
        interface ISegmentIndex extends ivy.logs.SegmentIndex.$Properties {
        }

        /** Represents a SegmentIndex. */
        class SegmentIndex {

            /**
             * Constructs a new SegmentIndex.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.SegmentIndex.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SegmentIndex formatVersion. */
            formatVersion: number;

            /** SegmentIndex logId. */
            logId: Uint8Array;

            /** SegmentIndex older. */
            older?: (Uint8Array|null);

            /** SegmentIndex entries. */
            entries: ivy.logs.SegmentEntry.$Properties[];

            /**
             * Encodes the specified SegmentIndex message. Does not implicitly {@link ivy.logs.SegmentIndex.verify|verify} messages.
             * @param message SegmentIndex message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.SegmentIndex.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SegmentIndex message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.SegmentIndex & ivy.logs.SegmentIndex.$Shape} SegmentIndex
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.SegmentIndex & ivy.logs.SegmentIndex.$Shape;
        }

        namespace SegmentIndex {

            /** Properties of a SegmentIndex. */
            interface $Properties {

                /** SegmentIndex formatVersion */
                formatVersion?: (number|null);

                /** SegmentIndex logId */
                logId?: (Uint8Array|null);

                /** SegmentIndex older */
                older?: (Uint8Array|null);

                /** SegmentIndex entries */
                entries?: (ivy.logs.SegmentEntry.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SegmentIndex. */
            type $Shape = ivy.logs.SegmentIndex.$Properties;
        }

        /**
         * Properties of a SegmentEntry.
         * @deprecated Use ivy.logs.SegmentEntry.$Properties instead.
         */
        interface ISegmentEntry extends ivy.logs.SegmentEntry.$Properties {
        }

        /** Represents a SegmentEntry. */
        class SegmentEntry {

            /**
             * Constructs a new SegmentEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.SegmentEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SegmentEntry first. */
            first: number;

            /** SegmentEntry count. */
            count: number;

            /** SegmentEntry bytes. */
            bytes: number;

            /** SegmentEntry key. */
            key: Uint8Array;

            /**
             * Encodes the specified SegmentEntry message. Does not implicitly {@link ivy.logs.SegmentEntry.verify|verify} messages.
             * @param message SegmentEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.SegmentEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SegmentEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.SegmentEntry & ivy.logs.SegmentEntry.$Shape} SegmentEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.SegmentEntry & ivy.logs.SegmentEntry.$Shape;
        }

        namespace SegmentEntry {

            /** Properties of a SegmentEntry. */
            interface $Properties {

                /** SegmentEntry first */
                first?: (number|null);

                /** SegmentEntry count */
                count?: (number|null);

                /** SegmentEntry bytes */
                bytes?: (number|null);

                /** SegmentEntry key */
                key?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SegmentEntry. */
            type $Shape = ivy.logs.SegmentEntry.$Properties;
        }

        /**
         * Properties of a ForkProof.
         * @deprecated Use ivy.logs.ForkProof.$Properties instead.
         */
        interface IForkProof extends ivy.logs.ForkProof.$Properties {
        }

        /** Represents a ForkProof. */
        class ForkProof {

            /**
             * Constructs a new ForkProof.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.ForkProof.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ForkProof formatVersion. */
            formatVersion: number;

            /** ForkProof earlier. */
            earlier: Uint8Array;

            /** ForkProof later. */
            later: Uint8Array;

            /** ForkProof envelopes. */
            envelopes: Uint8Array[];

            /**
             * Encodes the specified ForkProof message. Does not implicitly {@link ivy.logs.ForkProof.verify|verify} messages.
             * @param message ForkProof message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.ForkProof.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ForkProof message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.ForkProof & ivy.logs.ForkProof.$Shape} ForkProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.ForkProof & ivy.logs.ForkProof.$Shape;
        }

        namespace ForkProof {

            /** Properties of a ForkProof. */
            interface $Properties {

                /** ForkProof formatVersion */
                formatVersion?: (number|null);

                /** ForkProof earlier */
                earlier?: (Uint8Array|null);

                /** ForkProof later */
                later?: (Uint8Array|null);

                /** ForkProof envelopes */
                envelopes?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ForkProof. */
            type $Shape = ivy.logs.ForkProof.$Properties;
        }
    }
}
