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

            /** LogHead view. */
            view?: (Uint8Array|null);

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

                /** LogHead view */
                view?: (Uint8Array|null);

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

            /** OpenView settled. */
            settled: Uint8Array[];

            /** OpenView invites. */
            invites: ivy.logs.Invite.$Properties[];

            /** OpenView admission. */
            admission?: (ivy.logs.Admission.$Properties|null);

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

                /** OpenView settled */
                settled?: (Uint8Array[]|null);

                /** OpenView invites */
                invites?: (ivy.logs.Invite.$Properties[]|null);

                /** OpenView admission */
                admission?: (ivy.logs.Admission.$Properties|null);

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

            /** Member gaps. */
            gaps: ivy.logs.Gap.$Properties[];

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

                /** Member gaps */
                gaps?: (ivy.logs.Gap.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Member. */
            type $Shape = ivy.logs.Member.$Properties;
        }

        /**
         * Properties of a Gap.
         * @deprecated Use ivy.logs.Gap.$Properties instead.
         */
        interface IGap extends ivy.logs.Gap.$Properties {
        }

        /** Represents a Gap. */
        class Gap {

            /**
             * Constructs a new Gap.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Gap.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Gap after. */
            after: number;

            /** Gap hash. */
            hash?: (Uint8Array|null);

            /** Gap until. */
            until: number;

            /**
             * Encodes the specified Gap message. Does not implicitly {@link ivy.logs.Gap.verify|verify} messages.
             * @param message Gap message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Gap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Gap message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Gap & ivy.logs.Gap.$Shape} Gap
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Gap & ivy.logs.Gap.$Shape;
        }

        namespace Gap {

            /** Properties of a Gap. */
            interface $Properties {

                /** Gap after */
                after?: (number|null);

                /** Gap hash */
                hash?: (Uint8Array|null);

                /** Gap until */
                until?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Gap. */
            type $Shape = ivy.logs.Gap.$Properties;
        }

        /**
         * Properties of an Invite.
         * @deprecated Use ivy.logs.Invite.$Properties instead.
         */
        interface IInvite extends ivy.logs.Invite.$Properties {
        }

        /** Represents an Invite. */
        class Invite {

            /**
             * Constructs a new Invite.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Invite.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Invite key. */
            key: Uint8Array;

            /** Invite role. */
            role: ivy.logs.Role;

            /** Invite expires. */
            expires: number;

            /** Invite uses. */
            uses: number;

            /** Invite delegated. */
            delegated: boolean;

            /**
             * Encodes the specified Invite message. Does not implicitly {@link ivy.logs.Invite.verify|verify} messages.
             * @param message Invite message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Invite.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Invite message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Invite & ivy.logs.Invite.$Shape} Invite
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Invite & ivy.logs.Invite.$Shape;
        }

        namespace Invite {

            /** Properties of an Invite. */
            interface $Properties {

                /** Invite key */
                key?: (Uint8Array|null);

                /** Invite role */
                role?: (ivy.logs.Role|null);

                /** Invite expires */
                expires?: (number|null);

                /** Invite uses */
                uses?: (number|null);

                /** Invite delegated */
                delegated?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Invite. */
            type $Shape = ivy.logs.Invite.$Properties;
        }

        /**
         * Properties of an Admission.
         * @deprecated Use ivy.logs.Admission.$Properties instead.
         */
        interface IAdmission extends ivy.logs.Admission.$Properties {
        }

        /** Represents an Admission. */
        class Admission {

            /**
             * Constructs a new Admission.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Admission.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Admission invite. */
            invite: Uint8Array;

            /** Admission proof. */
            proof: Uint8Array;

            /**
             * Encodes the specified Admission message. Does not implicitly {@link ivy.logs.Admission.verify|verify} messages.
             * @param message Admission message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Admission.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Admission message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Admission & ivy.logs.Admission.$Shape} Admission
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Admission & ivy.logs.Admission.$Shape;
        }

        namespace Admission {

            /** Properties of an Admission. */
            interface $Properties {

                /** Admission invite */
                invite?: (Uint8Array|null);

                /** Admission proof */
                proof?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Admission. */
            type $Shape = ivy.logs.Admission.$Properties;
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

            /** SecretView olderKeys. */
            olderKeys: ivy.logs.OlderKey.$Properties[];

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

                /** SecretView olderKeys */
                olderKeys?: (ivy.logs.OlderKey.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SecretView. */
            type $Shape = ivy.logs.SecretView.$Properties;
        }

        /**
         * Properties of an OlderKey.
         * @deprecated Use ivy.logs.OlderKey.$Properties instead.
         */
        interface IOlderKey extends ivy.logs.OlderKey.$Properties {
        }

        /** Represents an OlderKey. */
        class OlderKey {

            /**
             * Constructs a new OlderKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.OlderKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OlderKey keyEpoch. */
            keyEpoch: number;

            /** OlderKey key. */
            key: Uint8Array;

            /**
             * Encodes the specified OlderKey message. Does not implicitly {@link ivy.logs.OlderKey.verify|verify} messages.
             * @param message OlderKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.OlderKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OlderKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.OlderKey & ivy.logs.OlderKey.$Shape} OlderKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.OlderKey & ivy.logs.OlderKey.$Shape;
        }

        namespace OlderKey {

            /** Properties of an OlderKey. */
            interface $Properties {

                /** OlderKey keyEpoch */
                keyEpoch?: (number|null);

                /** OlderKey key */
                key?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OlderKey. */
            type $Shape = ivy.logs.OlderKey.$Properties;
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

        /**
         * Properties of an InviteLink.
         * @deprecated Use ivy.logs.InviteLink.$Properties instead.
         */
        interface IInviteLink extends ivy.logs.InviteLink.$Properties {
        }

        /** Represents an InviteLink. */
        class InviteLink {

            /**
             * Constructs a new InviteLink.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.InviteLink.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InviteLink fileSystem. */
            fileSystem: Uint8Array;

            /** InviteLink swarmSecret. */
            swarmSecret: Uint8Array;

            /** InviteLink inviteSeed. */
            inviteSeed?: (Uint8Array|null);

            /** InviteLink addresses. */
            addresses: string[];

            /**
             * Encodes the specified InviteLink message. Does not implicitly {@link ivy.logs.InviteLink.verify|verify} messages.
             * @param message InviteLink message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.InviteLink.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InviteLink message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.InviteLink & ivy.logs.InviteLink.$Shape} InviteLink
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.InviteLink & ivy.logs.InviteLink.$Shape;
        }

        namespace InviteLink {

            /** Properties of an InviteLink. */
            interface $Properties {

                /** InviteLink fileSystem */
                fileSystem?: (Uint8Array|null);

                /** InviteLink swarmSecret */
                swarmSecret?: (Uint8Array|null);

                /** InviteLink inviteSeed */
                inviteSeed?: (Uint8Array|null);

                /** InviteLink addresses */
                addresses?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InviteLink. */
            type $Shape = ivy.logs.InviteLink.$Properties;
        }

        /**
         * Properties of a JoinRequest.
         * @deprecated Use ivy.logs.JoinRequest.$Properties instead.
         */
        interface IJoinRequest extends ivy.logs.JoinRequest.$Properties {
        }

        /** Represents a JoinRequest. */
        class JoinRequest {

            /**
             * Constructs a new JoinRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.JoinRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** JoinRequest formatVersion. */
            formatVersion: number;

            /** JoinRequest fileSystem. */
            fileSystem: Uint8Array;

            /** JoinRequest logId. */
            logId: Uint8Array;

            /** JoinRequest name. */
            name: string;

            /** JoinRequest invite. */
            invite: Uint8Array;

            /** JoinRequest proof. */
            proof: Uint8Array;

            /**
             * Encodes the specified JoinRequest message. Does not implicitly {@link ivy.logs.JoinRequest.verify|verify} messages.
             * @param message JoinRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.JoinRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JoinRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.JoinRequest & ivy.logs.JoinRequest.$Shape} JoinRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.JoinRequest & ivy.logs.JoinRequest.$Shape;
        }

        namespace JoinRequest {

            /** Properties of a JoinRequest. */
            interface $Properties {

                /** JoinRequest formatVersion */
                formatVersion?: (number|null);

                /** JoinRequest fileSystem */
                fileSystem?: (Uint8Array|null);

                /** JoinRequest logId */
                logId?: (Uint8Array|null);

                /** JoinRequest name */
                name?: (string|null);

                /** JoinRequest invite */
                invite?: (Uint8Array|null);

                /** JoinRequest proof */
                proof?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JoinRequest. */
            type $Shape = ivy.logs.JoinRequest.$Properties;
        }

        /**
         * Properties of an ExchangeMessage.
         * @deprecated Use ivy.logs.ExchangeMessage.$Properties instead.
         */
        interface IExchangeMessage extends ivy.logs.ExchangeMessage.$Properties {
        }

        /** Represents an ExchangeMessage. */
        class ExchangeMessage {

            /**
             * Constructs a new ExchangeMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.ExchangeMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ExchangeMessage hello. */
            hello?: (ivy.logs.Hello.$Properties|null);

            /** ExchangeMessage have. */
            have?: (ivy.logs.Have.$Properties|null);

            /** ExchangeMessage want. */
            want?: (ivy.logs.Want.$Properties|null);

            /** ExchangeMessage runs. */
            runs?: (ivy.logs.Runs.$Properties|null);

            /** ExchangeMessage wantViews. */
            wantViews?: (ivy.logs.WantViews.$Properties|null);

            /** ExchangeMessage views. */
            views?: (ivy.logs.Views.$Properties|null);

            /** ExchangeMessage proofs. */
            proofs?: (ivy.logs.Proofs.$Properties|null);

            /** ExchangeMessage join. */
            join?: (ivy.logs.Join.$Properties|null);

            /** ExchangeMessage joined. */
            joined?: (ivy.logs.Joined.$Properties|null);

            /** ExchangeMessage goodbye. */
            goodbye?: (ivy.logs.Goodbye.$Properties|null);

            /** ExchangeMessage kind. */
            kind?: ("hello"|"have"|"want"|"runs"|"wantViews"|"views"|"proofs"|"join"|"joined"|"goodbye");

            /**
             * Encodes the specified ExchangeMessage message. Does not implicitly {@link ivy.logs.ExchangeMessage.verify|verify} messages.
             * @param message ExchangeMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.ExchangeMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExchangeMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.ExchangeMessage & ivy.logs.ExchangeMessage.$Shape} ExchangeMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.ExchangeMessage & ivy.logs.ExchangeMessage.$Shape;
        }

        namespace ExchangeMessage {

            /** Properties of an ExchangeMessage. */
            interface $Properties {

                /** ExchangeMessage hello */
                hello?: (ivy.logs.Hello.$Properties|null);

                /** ExchangeMessage have */
                have?: (ivy.logs.Have.$Properties|null);

                /** ExchangeMessage want */
                want?: (ivy.logs.Want.$Properties|null);

                /** ExchangeMessage runs */
                runs?: (ivy.logs.Runs.$Properties|null);

                /** ExchangeMessage wantViews */
                wantViews?: (ivy.logs.WantViews.$Properties|null);

                /** ExchangeMessage views */
                views?: (ivy.logs.Views.$Properties|null);

                /** ExchangeMessage proofs */
                proofs?: (ivy.logs.Proofs.$Properties|null);

                /** ExchangeMessage join */
                join?: (ivy.logs.Join.$Properties|null);

                /** ExchangeMessage joined */
                joined?: (ivy.logs.Joined.$Properties|null);

                /** ExchangeMessage goodbye */
                goodbye?: (ivy.logs.Goodbye.$Properties|null);

                /** ExchangeMessage kind */
                kind?: ("hello"|"have"|"want"|"runs"|"wantViews"|"views"|"proofs"|"join"|"joined"|"goodbye");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an ExchangeMessage. */
            type $Shape = {
              hello?: ivy.logs.Hello.$Shape|null;
              have?: ivy.logs.Have.$Shape|null;
              want?: ivy.logs.Want.$Shape|null;
              runs?: ivy.logs.Runs.$Shape|null;
              wantViews?: ivy.logs.WantViews.$Shape|null;
              views?: ivy.logs.Views.$Shape|null;
              proofs?: ivy.logs.Proofs.$Shape|null;
              join?: ivy.logs.Join.$Shape|null;
              joined?: ivy.logs.Joined.$Shape|null;
              goodbye?: ivy.logs.Goodbye.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; hello?: null; have?: null; want?: null; runs?: null; wantViews?: null; views?: null; proofs?: null; join?: null; joined?: null; goodbye?: null }|{ kind?: "hello"; hello: ivy.logs.Hello.$Shape; have?: null; want?: null; runs?: null; wantViews?: null; views?: null; proofs?: null; join?: null; joined?: null; goodbye?: null }|{ kind?: "have"; hello?: null; have: ivy.logs.Have.$Shape; want?: null; runs?: null; wantViews?: null; views?: null; proofs?: null; join?: null; joined?: null; goodbye?: null }|{ kind?: "want"; hello?: null; have?: null; want: ivy.logs.Want.$Shape; runs?: null; wantViews?: null; views?: null; proofs?: null; join?: null; joined?: null; goodbye?: null }|{ kind?: "runs"; hello?: null; have?: null; want?: null; runs: ivy.logs.Runs.$Shape; wantViews?: null; views?: null; proofs?: null; join?: null; joined?: null; goodbye?: null }|{ kind?: "wantViews"; hello?: null; have?: null; want?: null; runs?: null; wantViews: ivy.logs.WantViews.$Shape; views?: null; proofs?: null; join?: null; joined?: null; goodbye?: null }|{ kind?: "views"; hello?: null; have?: null; want?: null; runs?: null; wantViews?: null; views: ivy.logs.Views.$Shape; proofs?: null; join?: null; joined?: null; goodbye?: null }|{ kind?: "proofs"; hello?: null; have?: null; want?: null; runs?: null; wantViews?: null; views?: null; proofs: ivy.logs.Proofs.$Shape; join?: null; joined?: null; goodbye?: null }|{ kind?: "join"; hello?: null; have?: null; want?: null; runs?: null; wantViews?: null; views?: null; proofs?: null; join: ivy.logs.Join.$Shape; joined?: null; goodbye?: null }|{ kind?: "joined"; hello?: null; have?: null; want?: null; runs?: null; wantViews?: null; views?: null; proofs?: null; join?: null; joined: ivy.logs.Joined.$Shape; goodbye?: null }|{ kind?: "goodbye"; hello?: null; have?: null; want?: null; runs?: null; wantViews?: null; views?: null; proofs?: null; join?: null; joined?: null; goodbye: ivy.logs.Goodbye.$Shape })
            );
        }

        /**
         * Properties of a Hello.
         * @deprecated Use ivy.logs.Hello.$Properties instead.
         */
        interface IHello extends ivy.logs.Hello.$Properties {
        }

        /** Represents a Hello. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Hello formatVersion. */
            formatVersion: number;

            /** Hello fileSystem. */
            fileSystem: Uint8Array;

            /** Hello have. */
            have?: (ivy.logs.Have.$Properties|null);

            /** Hello forked. */
            forked: Uint8Array[];

            /**
             * Encodes the specified Hello message. Does not implicitly {@link ivy.logs.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Hello & ivy.logs.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Hello & ivy.logs.Hello.$Shape;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Hello formatVersion */
                formatVersion?: (number|null);

                /** Hello fileSystem */
                fileSystem?: (Uint8Array|null);

                /** Hello have */
                have?: (ivy.logs.Have.$Properties|null);

                /** Hello forked */
                forked?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = ivy.logs.Hello.$Properties;
        }

        /**
         * Properties of a Have.
         * @deprecated Use ivy.logs.Have.$Properties instead.
         */
        interface IHave extends ivy.logs.Have.$Properties {
        }

        /** Represents a Have. */
        class Have {

            /**
             * Constructs a new Have.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Have.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Have positions. */
            positions: ivy.logs.Position.$Properties[];

            /** Have views. */
            views: Uint8Array[];

            /**
             * Encodes the specified Have message. Does not implicitly {@link ivy.logs.Have.verify|verify} messages.
             * @param message Have message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Have.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Have message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Have & ivy.logs.Have.$Shape} Have
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Have & ivy.logs.Have.$Shape;
        }

        namespace Have {

            /** Properties of a Have. */
            interface $Properties {

                /** Have positions */
                positions?: (ivy.logs.Position.$Properties[]|null);

                /** Have views */
                views?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Have. */
            type $Shape = ivy.logs.Have.$Properties;
        }

        /**
         * Properties of a Position.
         * @deprecated Use ivy.logs.Position.$Properties instead.
         */
        interface IPosition extends ivy.logs.Position.$Properties {
        }

        /** Represents a Position. */
        class Position {

            /**
             * Constructs a new Position.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Position.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Position logId. */
            logId: Uint8Array;

            /** Position sequence. */
            sequence: number;

            /** Position hash. */
            hash?: (Uint8Array|null);

            /**
             * Encodes the specified Position message. Does not implicitly {@link ivy.logs.Position.verify|verify} messages.
             * @param message Position message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Position.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Position message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Position & ivy.logs.Position.$Shape} Position
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Position & ivy.logs.Position.$Shape;
        }

        namespace Position {

            /** Properties of a Position. */
            interface $Properties {

                /** Position logId */
                logId?: (Uint8Array|null);

                /** Position sequence */
                sequence?: (number|null);

                /** Position hash */
                hash?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Position. */
            type $Shape = ivy.logs.Position.$Properties;
        }

        /**
         * Properties of a Want.
         * @deprecated Use ivy.logs.Want.$Properties instead.
         */
        interface IWant extends ivy.logs.Want.$Properties {
        }

        /** Represents a Want. */
        class Want {

            /**
             * Constructs a new Want.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Want.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Want number. */
            number: number;

            /** Want ranges. */
            ranges: ivy.logs.WantedRange.$Properties[];

            /**
             * Encodes the specified Want message. Does not implicitly {@link ivy.logs.Want.verify|verify} messages.
             * @param message Want message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Want.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Want message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Want & ivy.logs.Want.$Shape} Want
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Want & ivy.logs.Want.$Shape;
        }

        namespace Want {

            /** Properties of a Want. */
            interface $Properties {

                /** Want number */
                number?: (number|null);

                /** Want ranges */
                ranges?: (ivy.logs.WantedRange.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Want. */
            type $Shape = ivy.logs.Want.$Properties;
        }

        /**
         * Properties of a WantedRange.
         * @deprecated Use ivy.logs.WantedRange.$Properties instead.
         */
        interface IWantedRange extends ivy.logs.WantedRange.$Properties {
        }

        /** Represents a WantedRange. */
        class WantedRange {

            /**
             * Constructs a new WantedRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.WantedRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WantedRange logId. */
            logId: Uint8Array;

            /** WantedRange first. */
            first: number;

            /** WantedRange last. */
            last: number;

            /**
             * Encodes the specified WantedRange message. Does not implicitly {@link ivy.logs.WantedRange.verify|verify} messages.
             * @param message WantedRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.WantedRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WantedRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.WantedRange & ivy.logs.WantedRange.$Shape} WantedRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.WantedRange & ivy.logs.WantedRange.$Shape;
        }

        namespace WantedRange {

            /** Properties of a WantedRange. */
            interface $Properties {

                /** WantedRange logId */
                logId?: (Uint8Array|null);

                /** WantedRange first */
                first?: (number|null);

                /** WantedRange last */
                last?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WantedRange. */
            type $Shape = ivy.logs.WantedRange.$Properties;
        }

        /**
         * Properties of a Runs.
         * @deprecated Use ivy.logs.Runs.$Properties instead.
         */
        interface IRuns extends ivy.logs.Runs.$Properties {
        }

        /** Represents a Runs. */
        class Runs {

            /**
             * Constructs a new Runs.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Runs.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Runs answers. */
            answers: number;

            /** Runs runs. */
            runs: ivy.logs.Run.$Properties[];

            /** Runs isFull. */
            isFull: boolean;

            /**
             * Encodes the specified Runs message. Does not implicitly {@link ivy.logs.Runs.verify|verify} messages.
             * @param message Runs message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Runs.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Runs message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Runs & ivy.logs.Runs.$Shape} Runs
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Runs & ivy.logs.Runs.$Shape;
        }

        namespace Runs {

            /** Properties of a Runs. */
            interface $Properties {

                /** Runs answers */
                answers?: (number|null);

                /** Runs runs */
                runs?: (ivy.logs.Run.$Properties[]|null);

                /** Runs isFull */
                isFull?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Runs. */
            type $Shape = ivy.logs.Runs.$Properties;
        }

        /**
         * Properties of a Run.
         * @deprecated Use ivy.logs.Run.$Properties instead.
         */
        interface IRun extends ivy.logs.Run.$Properties {
        }

        /** Represents a Run. */
        class Run {

            /**
             * Constructs a new Run.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Run.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run logId. */
            logId: Uint8Array;

            /** Run envelopes. */
            envelopes: Uint8Array[];

            /** Run head. */
            head?: (Uint8Array|null);

            /**
             * Encodes the specified Run message. Does not implicitly {@link ivy.logs.Run.verify|verify} messages.
             * @param message Run message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Run.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Run message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Run & ivy.logs.Run.$Shape} Run
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Run & ivy.logs.Run.$Shape;
        }

        namespace Run {

            /** Properties of a Run. */
            interface $Properties {

                /** Run logId */
                logId?: (Uint8Array|null);

                /** Run envelopes */
                envelopes?: (Uint8Array[]|null);

                /** Run head */
                head?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Run. */
            type $Shape = ivy.logs.Run.$Properties;
        }

        /**
         * Properties of a WantViews.
         * @deprecated Use ivy.logs.WantViews.$Properties instead.
         */
        interface IWantViews extends ivy.logs.WantViews.$Properties {
        }

        /** Represents a WantViews. */
        class WantViews {

            /**
             * Constructs a new WantViews.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.WantViews.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WantViews known. */
            known: Uint8Array[];

            /**
             * Encodes the specified WantViews message. Does not implicitly {@link ivy.logs.WantViews.verify|verify} messages.
             * @param message WantViews message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.WantViews.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WantViews message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.WantViews & ivy.logs.WantViews.$Shape} WantViews
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.WantViews & ivy.logs.WantViews.$Shape;
        }

        namespace WantViews {

            /** Properties of a WantViews. */
            interface $Properties {

                /** WantViews known */
                known?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WantViews. */
            type $Shape = ivy.logs.WantViews.$Properties;
        }

        /**
         * Properties of a Views.
         * @deprecated Use ivy.logs.Views.$Properties instead.
         */
        interface IViews extends ivy.logs.Views.$Properties {
        }

        /** Represents a Views. */
        class Views {

            /**
             * Constructs a new Views.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Views.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Views views. */
            views: Uint8Array[];

            /**
             * Encodes the specified Views message. Does not implicitly {@link ivy.logs.Views.verify|verify} messages.
             * @param message Views message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Views.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Views message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Views & ivy.logs.Views.$Shape} Views
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Views & ivy.logs.Views.$Shape;
        }

        namespace Views {

            /** Properties of a Views. */
            interface $Properties {

                /** Views views */
                views?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Views. */
            type $Shape = ivy.logs.Views.$Properties;
        }

        /**
         * Properties of a Proofs.
         * @deprecated Use ivy.logs.Proofs.$Properties instead.
         */
        interface IProofs extends ivy.logs.Proofs.$Properties {
        }

        /** Represents a Proofs. */
        class Proofs {

            /**
             * Constructs a new Proofs.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Proofs.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Proofs proofs. */
            proofs: Uint8Array[];

            /**
             * Encodes the specified Proofs message. Does not implicitly {@link ivy.logs.Proofs.verify|verify} messages.
             * @param message Proofs message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Proofs.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Proofs message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Proofs & ivy.logs.Proofs.$Shape} Proofs
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Proofs & ivy.logs.Proofs.$Shape;
        }

        namespace Proofs {

            /** Properties of a Proofs. */
            interface $Properties {

                /** Proofs proofs */
                proofs?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Proofs. */
            type $Shape = ivy.logs.Proofs.$Properties;
        }

        /**
         * Properties of a Join.
         * @deprecated Use ivy.logs.Join.$Properties instead.
         */
        interface IJoin extends ivy.logs.Join.$Properties {
        }

        /** Represents a Join. */
        class Join {

            /**
             * Constructs a new Join.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Join.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Join request. */
            request: Uint8Array;

            /**
             * Encodes the specified Join message. Does not implicitly {@link ivy.logs.Join.verify|verify} messages.
             * @param message Join message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Join.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Join message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Join & ivy.logs.Join.$Shape} Join
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Join & ivy.logs.Join.$Shape;
        }

        namespace Join {

            /** Properties of a Join. */
            interface $Properties {

                /** Join request */
                request?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Join. */
            type $Shape = ivy.logs.Join.$Properties;
        }

        /**
         * Properties of a Joined.
         * @deprecated Use ivy.logs.Joined.$Properties instead.
         */
        interface IJoined extends ivy.logs.Joined.$Properties {
        }

        /** Represents a Joined. */
        class Joined {

            /**
             * Constructs a new Joined.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Joined.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Joined refusal. */
            refusal: number;

            /** Joined why. */
            why: string;

            /**
             * Encodes the specified Joined message. Does not implicitly {@link ivy.logs.Joined.verify|verify} messages.
             * @param message Joined message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Joined.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Joined message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Joined & ivy.logs.Joined.$Shape} Joined
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Joined & ivy.logs.Joined.$Shape;
        }

        namespace Joined {

            /** Properties of a Joined. */
            interface $Properties {

                /** Joined refusal */
                refusal?: (number|null);

                /** Joined why */
                why?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Joined. */
            type $Shape = ivy.logs.Joined.$Properties;
        }

        /**
         * Properties of a Goodbye.
         * @deprecated Use ivy.logs.Goodbye.$Properties instead.
         */
        interface IGoodbye extends ivy.logs.Goodbye.$Properties {
        }

        /** Represents a Goodbye. */
        class Goodbye {

            /**
             * Constructs a new Goodbye.
             * @param [properties] Properties to set
             */
            constructor(properties?: ivy.logs.Goodbye.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Goodbye reason. */
            reason: number;

            /** Goodbye why. */
            why: string;

            /**
             * Encodes the specified Goodbye message. Does not implicitly {@link ivy.logs.Goodbye.verify|verify} messages.
             * @param message Goodbye message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ivy.logs.Goodbye.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Goodbye message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ivy.logs.Goodbye & ivy.logs.Goodbye.$Shape} Goodbye
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ivy.logs.Goodbye & ivy.logs.Goodbye.$Shape;
        }

        namespace Goodbye {

            /** Properties of a Goodbye. */
            interface $Properties {

                /** Goodbye reason */
                reason?: (number|null);

                /** Goodbye why */
                why?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Goodbye. */
            type $Shape = ivy.logs.Goodbye.$Properties;
        }
    }
}
