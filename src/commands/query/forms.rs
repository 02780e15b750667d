//! Which renderer a query gets, and how its result is to look.

use std::borrow::Borrow;

use jiff::tz::TimeZone;

use super::save::Saver;
use crate::cli::QueryArgs;
use crate::host::Host;
use crate::model::Origin;
use crate::model::column::{self, Rows};
use crate::query::Query;
use crate::query::{Form, Several, Wanted};
use crate::render::{
    Bodies, Commands, Delimited, Delimiter, Detail, Folded, InvokeIds, Jq, Json, JsonLines,
    ObjectOptions, OutputOptions, Outputs, Program, Sink, Summary, SummaryJson, Table, shell_word,
    usual,
};
use crate::report::{self, Report};
use crate::settings::Settings;
use crate::ui::{Ui, colored};

/// Finds the zone that times are typed and shown in.
pub(super) fn zone(settings: &Settings, host: &Host) -> fn() -> TimeZone {
    if settings.utc {
        || TimeZone::UTC
    } else {
        host.time_zone
    }
}

/// How the result is to look.
pub(super) fn options(args: &QueryArgs, settings: &Settings, host: &Host) -> OutputOptions {
    let terminal = host.terminal.stdout;
    let width = host.terminal.width.map(usize::from).filter(|_| terminal);
    OutputOptions {
        terminal,
        width: settings.width.or(width),
        ascii: settings.ascii || !locale_is_utf8(host),
        color: colored(settings.color, |name| host.var(name), terminal),
        no_header: settings.no_header,
        raw: args.raw,
        regions: false,
        profiles: false,
        invocations: false,
        program: program(args, true, true),
        placeless_program: None,
        zone: zone(settings, host),
        clock: host.clock.clone(),
    }
}

/// Lets each row tell its region and its profile where they differ.
pub(super) fn tell_places<O: Borrow<Origin>>(
    options: &mut OutputOptions,
    mut origins: impl Iterator<Item = O>,
) {
    let Some(first) = origins.next() else { return };
    for origin in origins {
        options.regions |= origin.borrow().region != first.borrow().region;
        options.profiles |= origin.borrow().profile != first.borrow().profile;
    }
}

/// Whether the locale's characters are UTF-8 (POSIX: the first of these that is set decides). Windows has no such thing.
fn locale_is_utf8(host: &Host) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| host.var(name));
    let utf8 = |locale: &str| locale.to_lowercase().replace('-', "").contains("utf8");
    cfg!(windows) || locale.is_some_and(utf8)
}

/// The command that asks again: the flags that say whom to ask and where, as a shell reads them.
pub(super) fn program(args: &QueryArgs, profiles: bool, regions: bool) -> String {
    let path = |path: &std::path::PathBuf| path.display().to_string();
    let (config, from) = (args.config.as_ref().map(path), args.from.as_ref().map(path));
    let list = |words: &[String]| (!words.is_empty()).then(|| words.join(","));
    let profile = list(&args.profile).filter(|_| profiles);
    let region = list(&args.region).filter(|_| regions);
    let flags = [
        ("--profile", profile.as_ref()),
        ("--region", region.as_ref()),
        ("--endpoint", args.endpoint.as_ref()),
        ("--config", config.as_ref()),
        ("--from", from.as_ref()),
    ];
    let mut words = vec!["invq".to_owned()];
    words.extend(args.sandbox.then(|| "--sandbox".to_owned()));
    words.extend((args.all_regions && regions).then(|| "--all-regions".to_owned()));
    for (flag, value) in flags {
        words.extend(value.map(|value| format!("{flag} {}", shell_word(value))));
    }
    words.join(" ")
}

/// The one renderer of a result.
pub(super) fn renderer(
    query: &Query,
    wanted: &Wanted,
    options: OutputOptions,
    with_output: bool,
    program: Option<Program>,
    ui: &Ui,
) -> Result<Box<dyn Sink>, Report> {
    let options = OutputOptions {
        invocations: !is_one(query),
        ..options
    };
    if let Some(directory) = &wanted.save {
        let saver = Saver::new(directory, wanted.overwrite, options, ui);
        let saver = saver.map_err(|error| report::save(directory, &error))?;
        return Ok(Box::new(saver));
    }
    let Some(program) = program else {
        return Ok(plain(query, wanted, options, with_output));
    };
    // The program sees the JSON as a pipe would; the array is put together where it runs.
    let inner = OutputOptions {
        terminal: false,
        ..options.clone()
    };
    let lines = Wanted {
        form: Form::Jsonl,
        ..wanted.clone()
    };
    Ok(Box::new(Jq::new(
        plain(query, &lines, inner, with_output),
        program,
        options,
    )))
}

/// Whether every column was taken away.
pub(super) fn leaves_no_column(wanted: &Wanted) -> bool {
    let usual = match wanted.form {
        Form::Csv | Form::Tsv => column::default(wanted.rows),
        form => usual(form == Form::Wide, wanted.rows),
    };
    wanted
        .columns
        .as_ref()
        .is_some_and(|columns| columns.apply(usual).is_empty())
}

fn plain(
    query: &Query,
    wanted: &Wanted,
    options: OutputOptions,
    with_output: bool,
) -> Box<dyn Sink> {
    let shape = ObjectOptions {
        include_output: with_output,
        rows: wanted.rows,
        fields: wanted.fields.clone(),
    };
    if let Some(key) = wanted.summary {
        let json = match wanted.form {
            Form::Json => Some(SummaryJson::Array),
            Form::Jsonl => Some(SummaryJson::Lines),
            _ => None,
        };
        return Box::new(Summary::new(options, key, wanted.rows, json));
    }
    let columns = wanted.columns.as_ref();
    let delimited = |kind| Delimited::new(kind, wanted.rows, columns, &options);
    match wanted.form {
        Form::Table if is_one(query) && wanted.rows == Rows::Invocations && columns.is_none() => {
            Box::new(Detail::new(options))
        }
        Form::Table => Box::new(Table::new(options, false, wanted.rows, columns)),
        Form::Wide => Box::new(Table::new(options, true, wanted.rows, columns)),
        Form::Json => Box::new(Json::new(&options, &shape)),
        Form::Jsonl => Box::new(JsonLines::new(options, &shape)),
        Form::Csv => Box::new(delimited(Delimiter::Comma)),
        Form::Tsv => Box::new(delimited(Delimiter::Tab)),
        Form::Ids => Box::new(InvokeIds::new(wanted.rows)),
        Form::Output if wanted.several == Several::Folded => Box::new(Folded::new(options)),
        Form::Output => Box::new(Outputs::new(options, wanted.several == Several::Prefixed)),
        Form::Command => Box::new(Commands::new(options)),
        Form::Api => Box::new(Bodies::new(options)),
    }
}

/// Whether one invocation was named, so that it is viewed and not listed.
fn is_one(query: &Query) -> bool {
    let ids = &query.ids;
    // Beside a pair, an instance is asked for by itself, with every invocation on it.
    let alone = ids.pairs.is_empty() || ids.instances.is_empty();
    alone && ids.pairs.len() + ids.invocations.len() == 1
}
