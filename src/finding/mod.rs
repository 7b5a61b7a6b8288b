//! Defines a finding: what is wrong, where, and under which rule. A finding is a fact, which never changes.

pub(crate) mod engine;
pub(crate) mod event;
pub(crate) mod fault;
pub(crate) mod fingerprint;

use avro_resolve::resolution::locate::{Cause, Notable, PathStepId, Place};
use avro_resolve::resolution::{FailureKind, PairId};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::name::Name;
use smol_str::{SmolStr, format_smolstr};

use crate::model::message_part::MessagePart;
use crate::rule::{self, Rule, Severity};
use engine::EngineDifference;
use event::Event;
use fingerprint::{Fingerprint, Fingerprints};

/// Something to report.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that it falls under.
    pub rule: &'static Rule,
    /// How bad it is without a policy: as bad as its rule, less where the circumstances make it harmless.
    pub default_severity: Severity,
    /// What it is about.
    pub kind: FindingKind,
    /// JSON Pointer (RFC 6901) from the reader's root; empty at the root.
    pub path: SmolStr,
    /// The same by names, such as `lines[].price`; empty at the root.
    pub trail: SmolStr,
    /// The place in the writer's text.
    pub writer: Option<Place>,
    /// The place in the reader's text; for a fault, the place of the fault.
    pub reader: Option<Place>,
    /// Stays the same when files are reformatted, renamed or given new versions.
    pub fingerprint: Fingerprint,
    /// The entry of the resolution that raised it.
    pub pair: Option<PairId>,
    /// The last step of the path to that entry, among the paths that were located with it.
    pub last_step: Option<PathStepId>,
    /// The part of a message that it is in, if the schemas are messages.
    pub message_part: Option<MessagePart>,
    /// Whether no datum of the writer's can be read because of it.
    pub fails_every_datum: bool,
    /// Whether it is about a released file, which cannot be changed any more.
    pub is_released: bool,
}

/// What a finding is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FindingKind {
    /// A place where a reader differs from a writer.
    Difference(Cause),
    /// A mistake in one file.
    Fault(FaultKind),
    /// Something that happened to versions, and not between two of them.
    Event(Event),
    /// An engine refuses the schema, or reads something else.
    Engine(EngineDifference),
    /// The apache-avro crate reads some records differently.
    SecondOpinion {
        /// How it reads the first of them.
        difference: String,
        /// How many records it reads differently.
        records: usize,
        /// How many it was asked about.
        asked: usize,
    },
}

/// Where a place is in a message.
pub(crate) struct InMessage<'a> {
    pub(crate) protocol: Option<&'a Name>,
    /// What the message is called as a type.
    pub(crate) message: &'a str,
    pub(crate) part: MessagePart,
    /// How many steps lead from the message to the place.
    pub(crate) steps: u32,
}

impl Finding {
    /// A finding by names: in the type `anchor`, at the way from there. Its fingerprint is made of these and of a detail that
    /// distinguishes it from others there.
    pub(crate) fn new(rule: &'static Rule, kind: FindingKind, (anchor, way): (&str, &str), detail: &str) -> Finding {
        let dot = if anchor.is_empty() || way.is_empty() { "" } else { "." };
        let trail = format_smolstr!("{anchor}{dot}{way}");
        Finding { trail, ..Finding::without_place(rule, kind, Fingerprint::new(rule, anchor, way, detail)) }
    }

    fn without_place(rule: &'static Rule, kind: FindingKind, fingerprint: Fingerprint) -> Finding {
        Finding {
            rule,
            default_severity: rule.default_severity(),
            kind,
            path: SmolStr::default(),
            trail: SmolStr::default(),
            writer: None,
            reader: None,
            fingerprint,
            pair: None,
            last_step: None,
            message_part: None,
            fails_every_datum: false,
            is_released: false,
        }
    }

    /// The cause of a place where a reader differs from a writer.
    pub fn cause(&self) -> Option<&Cause> {
        if let FindingKind::Difference(cause) = &self.kind { Some(cause) } else { None }
    }

    /// The kind of failure, if it keeps data from being read.
    pub fn failure_kind(&self) -> Option<FailureKind> {
        self.cause().and_then(Cause::kind)
    }

    /// The place to show: the reader's, else the writer's.
    pub fn place(&self) -> Option<&Place> {
        self.reader.as_ref().or(self.writer.as_ref())
    }

    /// The finding for a pair whose records the apache-avro crate reads differently.
    pub(crate) fn of_second_opinion(writer: &LinkedSchema, reader: &LinkedSchema, kind: FindingKind) -> Finding {
        let root = reader.links.node(reader.links.follow(reader.links.root));
        let anchor = root.naming().map_or("", |naming| naming.name.full());
        let rule = &rule::APACHE_AVRO_DIFFERS;
        Finding {
            writer: Some(root_place(writer)),
            reader: Some(root_place(reader)),
            ..Finding::without_place(rule, kind, Fingerprint::new(rule, anchor, "", ""))
        }
    }

    /// The finding for a notable place.
    pub(crate) fn of_place(
        found: Notable,
        in_message: Option<InMessage<'_>>,
        fingerprints: &mut Fingerprints,
    ) -> Finding {
        let (rule, detail) = match &in_message {
            Some(InMessage { part, steps, .. }) => rule::of_message(&found.cause, *part, *steps),
            None => rule::of_cause(&found.cause),
        };
        let (anchor, way) = &found.anchor;
        let anchor = anchor.as_ref().map_or("", |name| name.full());
        let fingerprint = match &in_message {
            // Other protocols have messages of the same name.
            Some(InMessage { protocol: Some(protocol), message, .. }) if anchor.starts_with(message) => {
                fingerprints.of(rule, &format!("{protocol}.{anchor}"), way, &detail)
            }
            Some(_) | None => fingerprints.of(rule, anchor, way, &detail),
        };
        Finding {
            path: found.path,
            trail: found.trail,
            writer: Some(found.writer),
            reader: Some(found.reader),
            pair: Some(found.pair),
            last_step: found.last_step,
            message_part: in_message.map(|message| message.part),
            ..Finding::without_place(rule, FindingKind::Difference(found.cause), fingerprint)
        }
    }
}

/// The place of a schema as a whole.
pub(crate) fn root_place(schema: &LinkedSchema) -> Place {
    let root = schema.links.root;
    Place { file: root.file, span: schema.links.node(root).mark(), pointer: SmolStr::default() }
}

impl From<Notable> for Finding {
    fn from(found: Notable) -> Finding {
        Finding::of_place(found, None, &mut Fingerprints::default())
    }
}
