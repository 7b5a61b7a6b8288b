//! `avrocheck impact`: says who is hit by a change of a schema that others refer to.

use std::path::PathBuf;

use crate::impact::{Impact, ImpactReport, WantedSchema, impact};
use crate::model::input::{Input, Problem};
use crate::model::level::Level;
use crate::model::path::typed;
use crate::render::command::impact::{graph, human, json};
use crate::render::problem::sentence;
use crate::source::against::Earlier;
use crate::source::config::{REGISTRY_SCHEME, Settings};
use crate::source::configured_base::{self, ConfiguredAgainst, ConfiguredBase};
use crate::source::registry::level::RegistryLevel;
use crate::source::registry::open::OpenRegistry;
use crate::source::registry::users::{self, UsersInRegistry};
use crate::source::{impact_input, lint_input, roots};

use super::args::{Global, ImpactArgs, ImpactFormat};
use super::gate;
use super::output::{Status, complain, look, print, refuse, remark};

pub(crate) fn run(args: &ImpactArgs, global: &Global) -> Status {
    let (registries, revisions): (Vec<&String>, Vec<&String>) =
        args.against.iter().partition(|against| against.starts_with(REGISTRY_SCHEME));
    let mut registries: Vec<String> = registries.iter().map(|name| name[REGISTRY_SCHEME.len()..].to_owned()).collect();
    let mut earlier = match revisions[..] {
        [] => None,
        [revision] => Some(Earlier::Revision { name: revision.clone(), merge_base: !args.no_merge_base }),
        [..] => return refuse("one git revision can be compared with; leave the others out"),
    };
    let given: Vec<PathBuf> = args.schemas.iter().cloned().collect();
    let settings = gate::settings(&given, &args.layer(), global);
    if args.against.is_empty() {
        match configured_base::find(&settings) {
            Ok(Some(ConfiguredBase { against: ConfiguredAgainst::Revision(revision), .. })) => earlier = Some(revision),
            Ok(Some(ConfiguredBase { against: ConfiguredAgainst::Registry(name), .. })) => registries.push(name),
            Ok(None) => {}
            // Who uses a schema can be said all the same.
            Err(problem) => remark("note", &sentence(&problem)),
        }
    }
    let report = look_at(args, &given, earlier, &settings).and_then(|(first, wanted)| {
        let mut all = vec![first];
        if all[0].impact.changed.is_deleted && !registries.is_empty() {
            all[0].impact.notes.push(KEPT_IN_REGISTRIES.to_owned());
            return Ok(all);
        }
        for name in &registries {
            all.extend(in_registry(name, &wanted, &given, &settings, global)?);
        }
        Ok(all)
    });
    let report = match report {
        Ok(report) => report,
        Err(problems) => return complain(&problems),
    };
    let notes = report.iter().flat_map(|part| &part.impact.notes);
    notes.filter(|_| !global.quiet).for_each(|note| remark("note", note));
    let problems: Vec<Problem> = report.iter().flat_map(|part| part.impact.problems.iter().cloned()).collect();
    let text = |text: String| print(Status::Passed, |out| out.write_all(text.as_bytes()));
    let status = match args.format {
        ImpactFormat::Human => text(human(&report, look(global))),
        ImpactFormat::Json => print(Status::Passed, |mut out| json(&report, &mut out)),
        ImpactFormat::Mermaid => {
            let chart = graph::mermaid(&report);
            chart.too_large.iter().for_each(|why| remark("note", why));
            text(chart.text)
        }
        ImpactFormat::Dot => text(graph::dot(&report)),
    };
    if problems.is_empty() { status } else { complain(&problems) }
}

const KEPT_IN_REGISTRIES: &str =
    "a registry keeps its versions when a file is deleted here, and so nobody is hit there";

/// Who is hit among the local schemas, and the file that was meant.
fn look_at(
    args: &ImpactArgs,
    given: &[PathBuf],
    earlier: Option<Earlier>,
    settings: &Settings,
) -> Result<(ImpactReport, WantedSchema), Vec<Problem>> {
    let (mut input, levels) = impact_input::read(given, earlier, settings);
    gate::demand_schemas(&mut input);
    let wanted = impact_input::wanted(&args.schema, &input, given, settings).map_err(|problem| vec![problem])?;
    let origin = roots::paths(given, settings).iter().map(|path| typed(path)).collect::<Vec<_>>().join(" ");
    let impact = judged(input, &wanted, settings, &levels)?;
    let wanted = WantedSchema::File(impact.changed.file.clone());
    Ok((ImpactReport { origin, impact }, wanted))
}

/// Who is hit in a registry; nothing where that does not have the subject.
fn in_registry(
    name: &str,
    wanted: &WantedSchema,
    given: &[PathBuf],
    settings: &Settings,
    global: &Global,
) -> Result<Option<ImpactReport>, Vec<Problem>> {
    let registry = OpenRegistry::open(name, settings).map_err(|problem| vec![problem])?;
    let (WantedSchema::File(file) | WantedSchema::Name(file) | WantedSchema::TypeOf { file, .. }) = wanted;
    let UsersInRegistry { input, levels } = users::read(&registry, lint_input::read(given, settings).0, file)?;
    if input.schemas.is_empty() {
        input.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
        return if input.problems.is_empty() { Ok(None) } else { Err(input.problems) };
    }
    let impact = judged(input, wanted, settings, &levels)?;
    Ok(Some(ImpactReport { origin: format!("registry:{}", registry.name), impact }))
}

fn judged(
    mut input: Input,
    wanted: &WantedSchema,
    settings: &Settings,
    levels: &[RegistryLevel],
) -> Result<Impact, Vec<Problem>> {
    let levels: Vec<(String, Level)> = levels.iter().filter_map(RegistryLevel::of_subject).collect();
    let settings = settings.clone().with_registry_levels(&levels);
    let (policy, _) = gate::policy(&settings, None, &mut input.problems);
    impact(input, wanted, &policy)
}
