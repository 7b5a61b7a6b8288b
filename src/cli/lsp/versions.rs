//! Finds what the versions that are compared have in the place of a part.

use avro_resolve::schema::model::{Document, Field, FileId, Type};
use avro_resolve::schema::parse::parse_source;
use avro_resolve::schema::place::NamedPart;
use avro_resolve::schema::source::Source;

use super::types::PartRef;
use super::view::RequestView;
use crate::model::text::shorten;
use crate::report::{CompatReport, SubjectReport};

impl<'a> RequestView<'a> {
    /// The subjects whose newest version is a file.
    pub(super) fn subjects_of(&self, name: &'a str) -> impl Iterator<Item = (&'a CompatReport, &'a SubjectReport)> {
        let reports = self.snapshot.compat.iter();
        let subjects = reports.flat_map(|report| report.subjects.iter().map(move |subject| (report, subject)));
        subjects.filter(move |(report, subject)| {
            subject.versions.last().is_some_and(|version| report.sources[version.file].name == name)
        })
    }

    /// The versions before the newest one of the subject of a file, from old to new, as far as they can be understood.
    pub(super) fn older_versions(&self, file: FileId) -> Vec<(String, Document, &'a Source)> {
        let name = &self.types().source(file).name;
        let Some((report, subject)) = self.subjects_of(name).next() else { return Vec::new() };
        let older = subject.versions.split_last().map_or(&[][..], |(_, older)| older);
        let parsed = older.iter().filter_map(|version| {
            let source = &report.sources[version.file];
            Some((version.label.clone(), parse_source(source).ok()?, source))
        });
        parsed.collect()
    }

    /// What the newest version of the subject of a file is called.
    pub(super) fn newest_label(&self, file: FileId) -> Option<String> {
        let name = &self.types().source(file).name;
        Some(self.subjects_of(name).next()?.1.versions.last()?.label.clone())
    }

    /// Each version of the part's subject, and what it has there.
    pub(super) fn versions_of(&self, part: PartRef) -> Vec<(String, String)> {
        let name = &self.types().source(part.file).name;
        let Some((report, subject)) = self.subjects_of(name).next() else { return Vec::new() };
        let described = subject.versions.iter().map(|version| {
            let source = &report.sources[version.file];
            let there = parse_source(source).ok().and_then(|document| self.there(part, source, &document));
            (version.label.clone(), there.unwrap_or_else(|| "absent".to_owned()))
        });
        described.collect()
    }

    /// What a version has in the place of a part, by names.
    fn there(&self, part: PartRef, source: &Source, document: &Document) -> Option<String> {
        const MOST: usize = 120;
        let own = self.types().document(part.file)?;
        let (NamedPart::Type(node)
        | NamedPart::Reference(node)
        | NamedPart::Field(node, _)
        | NamedPart::Symbol(node, _)) = part.part;
        let naming = own.nodes[node as usize].naming()?;
        let names = std::iter::once(&naming.name).chain(&naming.aliases);
        let there = names.into_iter().find_map(|name| document.definitions.get(name)).copied()?;
        let one_line = |text: &str| shorten(&text.split_whitespace().collect::<Vec<_>>().join(" "), MOST, "…");
        match part.part {
            NamedPart::Type(_) | NamedPart::Reference(_) => Some("present".to_owned()),
            NamedPart::Field(..) => {
                let field = self.types().field(part)?;
                let there = field_there(field, document.record(there)?)?;
                let node = &document.nodes[there.ty as usize];
                let text = node.naming().map_or_else(|| source.slice(node.span), |naming| naming.name.full());
                let called = if there.name == field.name { String::new() } else { format!(" (called {})", there.name) };
                Some(format!("{}{called}", one_line(text)))
            }
            NamedPart::Symbol(..) => {
                let symbol = self.types().symbol(part)?;
                let Type::Enum(enumeration) = &document.nodes[there as usize].ty else { return None };
                enumeration.symbols.iter().any(|known| known.name == symbol.name).then(|| "present".to_owned())
            }
        }
    }
}

/// The field of another version that a field goes on, by its name or an alias.
fn field_there<'d>(field: &Field, record: &'d avro_resolve::schema::model::Record) -> Option<&'d Field> {
    let names = || std::iter::once(&field.name).chain(&field.aliases);
    names().find_map(|name| record.fields.iter().find(|there| there.name == *name))
}
