//! Resolves the schema of a container file against a reader's.

use crate::evidence::proof::suspect;
use crate::finding::Finding;
use crate::history::known::{KnownVersion, KnownVersions};
use crate::model::input::Problem;
use crate::model::limits;
use crate::model::text::hex;
use avro_resolve::data::translate::Failure;
use avro_resolve::file::container::{ContainerError, Header};
use avro_resolve::proof::Subject;
use avro_resolve::resolution::locate::{Located, Paths, locate};
use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::schema::canonical::{canonical_form, fingerprints};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use sha2::{Digest, Sha256};

/// A reader's schema.
#[derive(Clone, Debug)]
pub(crate) struct ReaderText {
    /// The name that reports print.
    pub name: String,
    pub text: String,
}

impl ReaderText {
    /// The SHA-256 of its text, in hexadecimal digits.
    pub(crate) fn digest(&self) -> String {
        hex(&Sha256::digest(&self.text))
    }
}

/// Chooses the reader's schema by the unqualified name of a writer's, which is empty for a schema without one.
pub(crate) type ReaderFor<'a> = dyn Fn(&str) -> Result<ReaderText, Vec<Problem>> + Sync + 'a;

/// A writer's schema.
#[derive(Debug)]
pub(crate) struct Writer {
    /// Its full name, or the type of a schema that has none.
    pub name: String,
    /// The versions that have the same canonical form.
    pub known: Vec<KnownVersion>,
    /// The CRC-64-AVRO fingerprint of the canonical form, in hexadecimal digits as single-object encoding has its bytes.
    pub fingerprint: Option<String>,
    /// How the reader reads it, if there is a reader for it.
    pub answer: Result<Answer, Vec<Problem>>,
}

/// How a reader reads a writer's data.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The name of the reader's schema.
    pub reader: String,
    /// See [`ReaderText::digest`].
    pub reader_digest: String,
    /// What is notable about the pair.
    pub findings: Vec<Finding>,
    paths: Paths,
    pub(crate) shapes: Shapes,
    pub(crate) resolution: Resolution,
    pub(crate) pair: PairId,
    pub(crate) writer: ShapeId,
}

impl Writer {
    pub(crate) fn new(
        header: &Header,
        reader: &ReaderFor<'_>,
        known: &KnownVersions,
    ) -> Result<Writer, ContainerError> {
        let mut shapes = Shapes::default();
        let schema = header.schema("the header", &mut shapes)?;
        let root = shapes.get(schema.root_shape());
        let form = canonical_form(&shapes, schema.root_shape());
        Ok(Writer {
            name: root.name().map_or(root.type_name(), Name::full).to_owned(),
            fingerprint: form.as_ref().ok().map(|form| hex(&fingerprints(form).rabin.to_le_bytes())),
            known: form.map_or_else(|_| Vec::new(), |form| known.versions(&form).to_vec()),
            answer: Answer::new(shapes, &schema, reader),
        })
    }
}

impl Answer {
    fn new(mut shapes: Shapes, writer: &LinkedSchema, reader: &ReaderFor<'_>) -> Result<Answer, Vec<Problem>> {
        let own = shapes.get(writer.root_shape()).name().map_or("", Name::short).to_owned();
        let reader = reader(&own)?;
        let reader_digest = reader.digest();
        let ReaderText { name, text } = reader;
        let schema = LinkedSchema::parse(&name, &text, &mut shapes)
            .map_err(|faults| Problem::of_faults(&name, &text, &faults))?;
        let mut resolution = Resolution::default();
        let (w, r) = (WriterSchema(writer), ReaderSchema(&schema));
        let pair = resolution.resolve(&shapes, w, r);
        let Located { found, paths, exceeds_limit } = locate(&shapes, &resolution, pair, w, r);
        if resolution.exceeds_limit() || exceeds_limit {
            return Err(vec![Problem::of(&name, limits::NOT_RESOLVED)]);
        }
        let mut findings: Vec<Finding> = found.into_iter().map(Finding::from).collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.default_severity));
        Ok(Answer {
            reader: name,
            reader_digest,
            findings,
            paths,
            shapes,
            resolution,
            pair,
            writer: writer.root_shape(),
        })
    }

    /// Which of the findings says why a record failed.
    pub(crate) fn finding(&self, failure: &Failure) -> Option<usize> {
        let subject = Subject { shapes: &self.shapes, resolution: &self.resolution };
        let end = |finding| suspect(finding)?.common_end(subject, &self.paths, failure);
        let ends = self.findings.iter().enumerate().filter_map(|(at, finding)| Some((end(finding)?, at)));
        ends.max_by_key(|&(end, at)| (end, std::cmp::Reverse(at))).map(|(_, at)| at)
    }

    /// Whether the reader fails on some data of the writer, or on all.
    pub(crate) fn may_fail(&self) -> bool {
        self.verdict() != Verdict::Compatible
    }

    /// Whether all, some or no data of the writer can be read.
    pub(crate) fn verdict(&self) -> Verdict {
        self.resolution.verdict(self.pair)
    }
}
