//! Proposes a default, an alias, or the old field for a field that one side lacks.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::broken::{Break, Side, both, suggested};
use super::given;
use super::wording::{TargetPlace, carried};
use crate::fix::{Fix, Remedy};
use avro_resolve::likeness::Comparisons;
use avro_resolve::schema::edit::{self, Edit, EditableText};
use avro_resolve::schema::model::*;
use avro_resolve::schema::source::Span;

/// Defaults for a field of the newest version that old data do not have.
pub(crate) fn defaults(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let file = broken.new.place.file;
    let (record, index) = broken.new.field()?;
    let field = &record.fields[index];
    let (page, pointer) = (broken.new.page(file)?, &broken.new.place.pointer);
    let name = field.name.clone();
    let mut fixes = Vec::new();
    let chained = earlier_name(broken, record, field);
    let is_certain = chained.is_some();
    let renamed = chained.or_else(|| gone(broken, record, field));
    fixes.extend(given::aliases(&broken.new, &page, (pointer, field)));
    if let Some(old) = &renamed
        && let Some(edits) = field_alias(&page, pointer, field, old)
    {
        let remedy = Remedy::AddFieldAlias { field: name.clone(), alias: old.clone() };
        fixes.push(Fix { is_automatic: is_certain, ..suggested(file, remedy, edits) });
    }
    let given: Vec<Fix> = given::defaults(&broken.new, &page, (pointer, field)).into_iter().collect();
    // Where the author wrote a default, even one that does not fit, there is something to decide.
    let is_clear = renamed.is_none() && field.default.is_none() && given.is_empty();
    fixes.extend(given);
    let set = |default: &Json| page.set(pointer, "default", default, &["name", "type"]);
    let ty = NodeRef { file, node: field.ty };
    let (empty, stand_in) = (empty(&broken.new, ty), stand_in(&broken.new, ty));
    if let Some(default) = &empty
        && let Some(edits) = set(default)
    {
        let remedy = Remedy::AddDefault { field: name.clone(), default: default.to_string() };
        fixes.push(Fix { is_automatic: is_clear, ..suggested(file, remedy, edits) });
    }
    if let Some((edits, remedy)) = nullable(&broken.new, &page, ty, &name)
        && let Some(edits) = both(Some(edits), set(&Json::Null))
    {
        fixes.push(suggested(file, remedy, edits));
    }
    if let Some(default) = stand_in.filter(|_| empty.is_none())
        && let Some(edits) = set(&default)
    {
        fixes.push(suggested(file, Remedy::AddDefault { field: name, default: default.to_string() }, edits));
    }
    Some(fixes)
}

/// The value that says that nothing was there.
fn empty(new: &Side<'_>, ty: NodeRef) -> Option<Json> {
    match &new.node(ty).ty {
        Type::Array(_) => Some(json!([])),
        Type::Map(_) => Some(json!({})),
        Type::Primitive(Primitive::Null) => Some(Json::Null),
        Type::Union(branches) => {
            let first = new.node(NodeRef { file: ty.file, node: *branches.first()? });
            matches!(first.ty, Type::Primitive(Primitive::Null)).then_some(Json::Null)
        }
        Type::Primitive(_) | Type::Record(_) | Type::Enum(_) | Type::Fixed(_) | Type::Reference(_) => None,
    }
}

/// A value that can stand for a missing one, of types that have such a value. A logical type's would be a date or an amount.
fn stand_in(new: &Side<'_>, ty: NodeRef) -> Option<Json> {
    let node = new.node(new.links().follow(ty));
    if node.logical.is_some() {
        return None;
    }
    match &node.ty {
        Type::Primitive(Primitive::Boolean) => Some(json!(false)),
        Type::Primitive(Primitive::Int | Primitive::Long) => Some(json!(0)),
        Type::Primitive(Primitive::Float | Primitive::Double) => Some(json!(0.0)),
        Type::Primitive(Primitive::String | Primitive::Bytes) => Some(json!("")),
        Type::Enum(enumeration) => {
            let symbol = enumeration.default.as_ref().or(enumeration.symbols.first())?;
            Some(json!(symbol.name.as_str()))
        }
        Type::Record(record) => record.fields.iter().all(|field| field.default.is_some()).then(|| json!({})),
        Type::Primitive(Primitive::Null)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Union(_)
        | Type::Fixed(_)
        | Type::Reference(_) => None,
    }
}

/// The edits that make null the first branch of a type, if it is not.
fn nullable(new: &Side<'_>, page: &EditableText<'_>, ty: NodeRef, field: &SmolStr) -> Option<(Vec<Edit>, Remedy)> {
    null_first(new.document(ty.file), page, ty.node, field)
}

/// The edits that make null the first branch of the type of a field, if it is not.
pub(crate) fn null_first(
    document: &Document,
    page: &EditableText<'_>,
    ty: NodeId,
    field: &SmolStr,
) -> Option<(Vec<Edit>, Remedy)> {
    let pointer = document.pointer(ty);
    let is_null = |node: NodeId| matches!(document.nodes[node as usize].ty, Type::Primitive(Primitive::Null));
    let edits = match &document.nodes[ty as usize].ty {
        Type::Union(branches) => match branches.iter().position(|&branch| is_null(branch)) {
            Some(0) => return None,
            Some(at) => return Some((page.move_to_front(&pointer, at)?, Remedy::NullFirst(field.clone()))),
            None => page.insert(&pointer, 0, "\"null\""),
        },
        Type::Primitive(Primitive::Null) => return None,
        Type::Primitive(_)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Record(_)
        | Type::Enum(_)
        | Type::Fixed(_)
        | Type::Reference(_) => page.wrap(&pointer, &["\"null\""], &[]),
    };
    Some((edits?, Remedy::MakeNullable(field.clone())))
}

/// The fields of the old record that nobody takes any more.
fn free<'a>(broken: &Break<'a>, new: &Record) -> Option<(FileId, impl Iterator<Item = &'a Field>)> {
    let was = broken.old.at()?;
    let Type::Record(old) = &broken.old.node(was).ty else { return None };
    let taken = new.fields.iter().flat_map(|other| std::iter::once(&other.name).chain(&other.aliases)).cloned();
    let taken: FxHashSet<SmolStr> = taken.collect();
    Some((was.file, old.fields.iter().filter(move |other| !taken.contains(&other.name))))
}

/// The name that a field has in the old version, if a version in between says that it was renamed.
fn earlier_name(broken: &Break<'_>, new: &Record, field: &Field) -> Option<SmolStr> {
    let free: FxHashSet<&SmolStr> = free(broken, new)?.1.map(|other| &other.name).collect();
    let names = |naming: &Naming| std::iter::once(&naming.name).chain(&naming.aliases).cloned().collect::<Vec<_>>();
    let types = names(&new.naming);
    // From new to old, each version may know one more name.
    let mut known: Vec<&SmolStr> = std::iter::once(&field.name).chain(&field.aliases).collect();
    for version in broken.between.iter().rev() {
        let links = &version.schema.links;
        let nodes = links.files.iter().flat_map(|&file| &links.library.document(file).nodes);
        let records = nodes.filter_map(|node| if let Type::Record(record) = &node.ty { Some(&**record) } else { None });
        let of_type = records.filter(|record| types.contains(&record.naming.name));
        let fields = of_type.flat_map(|record| &record.fields).filter(|other| known.contains(&&other.name));
        let aliases: Vec<&SmolStr> = fields.flat_map(|other| &other.aliases).collect();
        known.extend(aliases);
    }
    known.into_iter().find(|name| free.contains(name)).cloned()
}

/// The field of the old record that nobody takes any more and that this one is most like, in name and in type; none if two are
/// equally like it.
fn gone(broken: &Break<'_>, new: &Record, field: &Field) -> Option<SmolStr> {
    let (was, free) = free(broken, new)?;
    let shape = |side: &Side<'_>, file, node| side.schema.shape(NodeRef { file, node });
    let is_alike =
        |other: &&Field| shape(&broken.old, was, other.ty) == shape(&broken.new, broken.new.place.file, field.ty);
    let mut comparisons = Comparisons::default();
    let mut similar = |other: &Field, enough: f64| {
        similarity(&other.name, &field.name, &mut comparisons).filter(|similarity| *similarity >= enough)
    };
    let (alike, others): (Vec<&Field>, Vec<&Field>) = free.partition(is_alike);
    let alike = alike.into_iter().filter_map(|other| Some((similar(other, SIMILAR)?, &other.name)));
    let mut found: Vec<(f64, &SmolStr)> = alike.collect();
    if found.is_empty() {
        // Whether the other type can be read is tried.
        found = others.into_iter().filter_map(|other| Some((similar(other, VERY_SIMILAR)?, &other.name))).collect();
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    match found[..] {
        [] => None,
        [(first, _), (second, _), ..] if first == second => None,
        [(_, name), ..] => Some(name.clone()),
    }
}

/// Of fields of different types.
const VERY_SIMILAR: f64 = 0.75;

/// Of fields of one type.
const SIMILAR: f64 = 0.5;

/// How similar two names are, if they are similar enough.
fn similarity(a: &str, b: &str, comparisons: &mut Comparisons) -> Option<f64> {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let (a, b) = (plain(a), plain(b));
    let shorter = a.len().min(b.len());
    if shorter >= 3 && (a.contains(&b) || b.contains(&a)) { Some(1.0) } else { comparisons.likeness(&a, &b, SIMILAR) }
}

fn field_alias(page: &EditableText<'_>, pointer: &str, field: &Field, alias: &str) -> Option<Vec<Edit>> {
    match field.aliases.is_empty() {
        true => page.set(pointer, "aliases", &json!([alias]), &["name"]),
        false => page.push(&format!("{pointer}/aliases"), &format!("\"{alias}\"")),
    }
}

/// A field that old readers need: under its old name, if it has a new one, else put back as it was.
pub(crate) fn kept(broken: &Break<'_>, name: &SmolStr) -> Option<Vec<Fix>> {
    let file = broken.new.place.file;
    let at = broken.new.at()?;
    let pointer = broken.new.links().pointer(at);
    let page = broken.new.page(file)?;
    let Type::Record(new) = &broken.new.node(at).ty else { return None };
    let (old, index) = broken.old.field()?;
    let field = &old.fields[index];
    let mut fixes = Vec::new();
    if let Some(renamed) = new.fields.iter().position(|other| other.aliases.contains(name)) {
        let pointer = format!("{pointer}/fields/{renamed}");
        let alias = new.fields[renamed].aliases.iter().position(|alias| alias == name)?;
        let edits = both(
            page.replace(&format!("{pointer}/name"), format!("\"{name}\"")),
            drop_alias(&page, &pointer, &new.fields[renamed], alias),
        );
        let remedy = Remedy::KeepName(name.to_string());
        fixes.extend(edits.map(|edits| suggested(file, remedy, edits)));
    }
    let known: FxHashMap<&SmolStr, usize> = new.fields.iter().map(|field| &field.name).zip(0..).collect();
    let before = old.fields[..index].iter().rev().find_map(|other| known.get(&other.name)).map_or(0, |at| at + 1);
    let neighbour = new.fields.get(before).or(new.fields.last());
    let byte = neighbour.map_or(broken.new.place.span.start, |field| field.span.start);
    let target = TargetPlace { text: &page, file, place: Span { start: byte, end: byte } };
    let text = carried(broken, broken.old.place.file, field.span, &target)?;
    // Between versions that have the field there may be one that has not: for its data there must be a default.
    let with_default = with_default(&text, &broken.old, field);
    for text in std::iter::once(text).chain(with_default) {
        let edits = page.insert(&format!("{pointer}/fields"), before, &text)?;
        fixes.push(suggested(file, Remedy::KeepField(name.clone()), edits));
    }
    Some(fixes)
}

/// The text of an old field that has no default, with one.
fn with_default(text: &str, old: &Side<'_>, field: &Field) -> Option<String> {
    let ty = NodeRef { file: old.place.file, node: field.ty };
    let default = empty(old, ty).or_else(|| stand_in(old, ty)).filter(|_| field.default.is_none())?;
    let edits = EditableText::open(text)?.set("", "default", &default, &["name", "type"])?;
    Some(edit::apply(text, &edits))
}

/// Takes away an alias that names a field which is there.
pub(crate) fn unclaimed(broken: &Break<'_>, name: &SmolStr, claimed: &SmolStr) -> Option<Vec<Fix>> {
    let (record, index) = broken.new.field()?;
    let field = &record.fields[index];
    let alias = field.aliases.iter().position(|alias| alias == claimed)?;
    let page = broken.new.page(broken.new.place.file)?;
    let edits = drop_alias(&page, &broken.new.place.pointer, field, alias)?;
    let remedy = Remedy::DropFieldAlias { field: name.clone(), alias: claimed.clone() };
    Some(vec![suggested(broken.new.place.file, remedy, edits)])
}

fn drop_alias(page: &EditableText<'_>, field_pointer: &str, field: &Field, alias: usize) -> Option<Vec<Edit>> {
    match field.aliases.len() {
        1 => page.remove(field_pointer, "aliases"),
        _ => page.remove(&format!("{field_pointer}/aliases"), &alias.to_string()),
    }
}
