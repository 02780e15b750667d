//! Which renderer a query gets, and how its result is to look.

use super::grep::GrepFilter;
use super::save::Saver;
use super::source::Source;
use crate::host::Host;
use crate::model::Origin;
use crate::model::column::{self, Rows};
use crate::query::{Form, Key, Several, Wanted};
use crate::render::{
    Bodies, Brief, Bytes, Compared, Delimited, Delimiter, Detail, Folded, InvokeIds, Jq, Json,
    JsonForm, Matches, ObjectOptions, OutputOptions, Program, Sink, Summary, Table, TextKind,
    shell_word, usual,
};
use crate::report::{self, Report};
use crate::request::Request;
use crate::ui::colored;

/// How the result of a source is to look: its rows tell their region and their profile where they differ.
pub(super) fn options(source: &Source<'_>) -> OutputOptions {
    options_of(source.request, source.host, &source.origins())
}

/// The same of rows from these places.
pub(super) fn options_of(request: &Request, host: &Host, origins: &[Origin]) -> OutputOptions {
    let settings = &request.settings;
    let terminal = host.terminal.stdout;
    let width = host.terminal.width.map(usize::from).filter(|_| terminal);
    let differ = |is_same: fn(&Origin, &Origin) -> bool| {
        let mut pairs = origins.iter().zip(origins.iter().skip(1));
        pairs.any(|(one, next)| !is_same(one, next))
    };
    let profiles = differ(|one, next| one.profile == next.profile);
    let regions = differ(|one, next| one.region == next.region);
    let placeless = || program(request, !profiles, !regions);
    OutputOptions {
        terminal,
        width: settings.width.or(width),
        ascii: settings.ascii || !locale_is_utf8(host),
        color: colored(settings.color, |name| host.var(name), terminal),
        no_header: settings.no_header,
        hosts: request.shows_hosts(),
        raw: request.raw,
        regions,
        profiles,
        invocations: !request.query.views_one(),
        program: program(request, true, true),
        placeless_program: (!request.reads_saved()).then(placeless),
        zone: request.zone(host),
        clock: host.clock.clone(),
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
pub(super) fn program(request: &Request, profiles: bool, regions: bool) -> String {
    let flags = &request.place_flags;
    let path = |path: &std::path::PathBuf| path.display().to_string();
    let config = flags.config.as_ref().map(path);
    let list = |words: &[String]| (!words.is_empty()).then(|| words.join(","));
    let profile = list(&flags.profiles).filter(|_| profiles);
    let region = list(&flags.regions).filter(|_| regions);
    let typed = [
        ("--profile", profile.as_ref()),
        ("--region", region.as_ref()),
        ("--endpoint", request.endpoint.as_ref()),
        ("--config", config.as_ref()),
    ];
    let mut words = vec!["invq".to_owned()];
    words.extend(request.sandbox.then(|| "--sandbox".to_owned()));
    words.extend((request.all_regions && regions).then(|| "--all-regions".to_owned()));
    for (flag, value) in typed {
        words.extend(value.map(|value| format!("{flag} {}", shell_word(value))));
    }
    let saved = request.from.iter().map(path);
    words.extend(saved.map(|path| format!("--from {}", shell_word(&path))));
    words.join(" ")
}

/// Whether the result tells instances, whose names are then asked for where that was wanted.
pub(super) fn tells_instances(request: &Request) -> bool {
    let wanted = &request.wanted;
    let of_instances = wanted.rows != Rows::Invocations;
    match wanted.form {
        _ if wanted.summary.is_some() => wanted.summary == Some(Key::Instance),
        Form::Table | Form::Wide => of_instances || request.query.views_one(),
        Form::Csv | Form::Tsv => of_instances,
        Form::Json | Form::Jsonl | Form::Output => wanted.save.is_none(),
        Form::Brief => true,
        Form::Ids | Form::Command | Form::Api => false,
    }
}

/// What searches outputs, where that was asked.
pub(super) fn grep(request: &Request, options: &OutputOptions) -> Option<GrepFilter> {
    let grep = request.wanted.grep.clone()?;
    let lines_only = request.wanted.form == Form::Output && request.wanted.save.is_none();
    let marked = options.terminal && options.color && !options.raw;
    let may_be_empty = request.wanted.allow_empty && request.query.ids.is_empty();
    Some(GrepFilter::new(grep, lines_only, marked, may_be_empty))
}

/// What writes the result.
///
/// # Errors
///
/// A directory that files cannot be saved in.
pub(super) fn sink(
    source: &Source<'_>,
    options: OutputOptions,
    program: Option<Program>,
) -> Result<Box<dyn Sink>, Report> {
    let request = source.request;
    let wanted = &request.wanted;
    if let Some(directory) = &wanted.save {
        let saver = Saver::new(directory, wanted.overwrite, options, source.ui);
        let saver = saver.map_err(|error| report::save(directory, &error))?;
        return Ok(Box::new(saver));
    }
    let Some(program) = program else {
        return Ok(plain(request, wanted.form, options));
    };
    // The program sees the JSON as a pipe would; the array is put together where it runs.
    let inner = OutputOptions {
        terminal: false,
        ..options.clone()
    };
    let lines = plain(request, Form::Jsonl, inner);
    Ok(Box::new(Jq::new(lines, program, options)))
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

fn plain(request: &Request, form: Form, options: OutputOptions) -> Box<dyn Sink> {
    let wanted = &request.wanted;
    let shape = ObjectOptions {
        include_output: request.query.include_output,
        rows: wanted.rows,
        fields: wanted.fields.clone(),
        nameless: false,
        ignore: wanted.ignore.clone(),
    };
    if let Some(key) = wanted.summary {
        let json = match form {
            Form::Json => Some(JsonForm::Array),
            Form::Jsonl => Some(JsonForm::Lines),
            _ => None,
        };
        return match wanted.grep.as_ref().filter(|_| key == Key::Match) {
            Some(grep) => Box::new(Matches::new(options, grep.patterns.clone(), json)),
            None => Box::new(Summary::new(options, key, wanted.rows, json)),
        };
    }
    let columns = wanted.columns.as_ref();
    let delimited = |kind| Delimited::new(kind, wanted.rows, columns, &options);
    let ignore = || wanted.ignore.clone();
    let folded = |as_diff| Folded::new(options.clone(), as_diff, ignore());
    if let (Form::Table, Some(diff)) = (form, &wanted.diff) {
        return Box::new(Compared::new(options, diff.patch, ignore()));
    }
    match form {
        Form::Table | Form::Wide if is_view(request) => {
            Box::new(Detail::new(options, form == Form::Wide, wanted.tail))
        }
        Form::Table => Box::new(Table::new(options, false, wanted.rows, columns)),
        Form::Wide => Box::new(Table::new(options, true, wanted.rows, columns)),
        Form::Json => Box::new(Json::new(JsonForm::Array, options, &shape)),
        Form::Jsonl => Box::new(Json::new(JsonForm::Lines, options, &shape)),
        Form::Csv => Box::new(delimited(Delimiter::Comma)),
        Form::Tsv => Box::new(delimited(Delimiter::Tab)),
        Form::Ids => Box::new(InvokeIds::new(wanted.rows)),
        Form::Output => {
            let kind = match wanted.several {
                Several::Headed => TextKind::Outputs,
                Several::Prefixed => TextKind::PrefixedOutputs,
                Several::Folded => return Box::new(folded(false)),
                Several::FoldedDiff => return Box::new(folded(true)),
            };
            Box::new(Bytes::new(options, kind).searched(wanted.grep.is_some()))
        }
        Form::Command => Box::new(Bytes::new(options, TextKind::Commands)),
        Form::Api => Box::new(Bodies::new(options)),
        Form::Brief => Box::new(Brief::new(options, wanted.tail, wanted.max_bytes)),
    }
}

/// Whether the result is the view of one invocation.
pub(super) fn is_view(request: &Request) -> bool {
    let wanted = &request.wanted;
    let is_plain = wanted.columns.is_none() && wanted.save.is_none() && wanted.summary.is_none();
    let for_eyes = matches!(wanted.form, Form::Table | Form::Wide) && wanted.jq.is_none();
    for_eyes && is_plain && wanted.rows == Rows::Invocations && request.query.views_one()
}
