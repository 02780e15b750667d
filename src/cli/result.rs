//! What was typed about the form of the result.

use std::path::PathBuf;

use super::{Form, Problem, QueryArgs};
use crate::model::column::{self, Column};
use crate::nearest::nearest;
use crate::query::Query;

/// How the result is to come out, beyond its form.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The form.
    pub form: Form,
    /// One row or object per instance.
    pub per_instance: bool,
    /// The columns, where some were chosen.
    pub columns: Option<Columns>,
    /// Count by this instead of listing.
    pub summary: Option<Key>,
    /// The jq program.
    pub jq: Option<String>,
    /// The fields that JSON keeps, as dotted paths; empty for all.
    pub fields: Vec<String>,
    /// How several outputs are put together.
    pub several: Several,
    /// The directory that outputs are written to.
    pub save: Option<PathBuf>,
}

/// How several outputs are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Several {
    /// A line before each says whose it is.
    #[default]
    Headed,
    /// The instance stands before each line.
    Prefixed,
    /// Identical ones once, under all that printed them.
    Folded,
}

/// What a summary counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The status of invocations or, with `--per-instance`, of instances.
    Status,
    /// The command's name.
    Command,
    /// The instance.
    Instance,
    /// The error code of instances.
    ErrorCode,
    /// The exit code of instances, where a process ended.
    ExitCode,
    /// The day of creation.
    Day,
    /// The region.
    Region,
}

impl Key {
    /// Every key and its name.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("status", Self::Status),
        ("command", Self::Command),
        ("instance", Self::Instance),
        ("error-code", Self::ErrorCode),
        ("exit-code", Self::ExitCode),
        ("day", Self::Day),
        ("region", Self::Region),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, key)| *key == self)
            .map_or("status", |(name, _)| name)
    }
}

/// Chosen columns.
#[derive(Clone, Debug)]
pub enum Columns {
    /// These and no others.
    These(Vec<Column>),
    /// The usual ones, with these added (`true`) or left out.
    Edited(Vec<(bool, Column)>),
}

impl Columns {
    /// The columns that come out where `usual` would be shown otherwise.
    #[must_use]
    pub fn apply(&self, usual: Vec<Column>) -> Vec<Column> {
        let edits = match self {
            Self::These(columns) => return columns.clone(),
            Self::Edited(edits) => edits,
        };
        edits.iter().fold(usual, |mut columns, (add, column)| {
            columns.retain(|other| *add || other.name != column.name);
            if *add && columns.iter().all(|other| other.name != column.name) {
                columns.push(*column);
            }
            columns
        })
    }
}

/// Reads what was typed about the result, and tells every problem.
pub(super) fn read(args: &QueryArgs, form: Form, problems: &mut Vec<Problem>) -> Wanted {
    let mut say = |text: String| problems.push(Problem(text));
    let mut wanted = Wanted {
        form,
        per_instance: args.per_instance,
        jq: args.jq.clone(),
        save: args.save.clone(),
        ..Wanted::default()
    };
    wanted.several = match (args.prefix, args.fold) {
        (true, true) => {
            say("--prefix and --fold: outputs are put together one way".to_owned());
            Several::Headed
        }
        (true, false) => Several::Prefixed,
        (false, true) => Several::Folded,
        (false, false) => Several::Headed,
    };
    if let Some(fields) = args.json.as_deref().filter(|fields| !fields.is_empty()) {
        wanted.fields = fields
            .split(',')
            .map(|field| field.trim().to_owned())
            .collect();
        if wanted
            .fields
            .iter()
            .any(|field| field.split('.').any(str::is_empty))
        {
            say(format!("--json=`{fields}`: a field is empty"));
        }
    }
    if let Some(typed) = &args.summary {
        match Key::NAMES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(typed))
        {
            Some((_, key)) => wanted.summary = Some(*key),
            None => say(unknown(
                "--summary",
                typed,
                Key::NAMES.iter().map(|(name, _)| *name),
            )),
        }
    }
    if let Some(list) = &args.columns {
        match columns(list, args.per_instance) {
            Ok(columns) => wanted.columns = Some(columns),
            Err(wrong) => wrong.into_iter().for_each(say),
        }
    }
    wanted
}

/// A word that is none of those known, with the nearest or all of them.
pub(super) fn unknown<'a>(
    flag: &str,
    typed: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> String {
    match nearest(typed, known.clone()) {
        Some(near) => format!("{flag} `{typed}`: did you mean `{near}`?"),
        None => format!(
            "{flag} `{typed}`: must be one of {}",
            known.collect::<Vec<_>>().join(", ")
        ),
    }
}

/// Reads `a,b`, which replaces, or `+a,-b`, which edits.
fn columns(list: &str, per_instance: bool) -> Result<Columns, Vec<String>> {
    let (mut these, mut edits, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for item in list.split(',').map(str::trim) {
        let (sign, name) = match item.split_at_checked(1) {
            Some(("+", name)) => (Some(true), name),
            Some(("-", name)) => (Some(false), name),
            _ => (None, item),
        };
        match (column::find(name, per_instance), sign) {
            (Some(column), Some(add)) => edits.push((add, column)),
            (Some(column), None) => these.push(column),
            (None, _) => {
                let known = column::all(per_instance);
                let near = nearest(name, known.iter().map(|column| column.name));
                let meant = near.map_or("`--columns help` lists them".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                });
                wrong.push(format!("--columns `{name}`: no such column; {meant}"));
            }
        }
    }
    if !these.is_empty() && !edits.is_empty() {
        wrong.push(format!(
            "--columns `{list}`: either names, or all of them with + and -"
        ));
    }
    match (wrong.is_empty(), edits.is_empty()) {
        (false, _) => Err(wrong),
        (true, true) => Ok(Columns::These(these)),
        (true, false) => Ok(Columns::Edited(edits)),
    }
}

/// What is right by itself and wrong together with the form.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    let mut wrong = Vec::new();
    let is = |forms: &[Form]| forms.contains(&form);
    let json = is(&[Form::Json, Form::Jsonl]);
    let mut needs = |given: bool, fits: bool, flag: &str, forms: &str| {
        if given && !fits {
            wrong.push(format!("{flag} is for {forms}, not for -o {}", form.name()));
        }
    };
    let tables = is(&[Form::Table, Form::Wide, Form::Csv, Form::Tsv]);
    let fields = args
        .json
        .as_deref()
        .is_some_and(|fields| !fields.is_empty());
    needs(
        args.columns.is_some(),
        tables,
        "--columns",
        "table, wide, csv and tsv",
    );
    needs(args.jq.is_some(), json, "--jq", "json and jsonl");
    needs(fields, json, "--json=FIELDS", "json and jsonl");
    needs(args.prefix, form == Form::Output, "--prefix", "-o output");
    needs(args.fold, form == Form::Output, "--fold", "-o output");
    needs(
        args.save.is_some(),
        form == Form::Output,
        "--save",
        "-o output",
    );
    needs(
        args.summary.is_some(),
        json || is(&[Form::Table]),
        "--summary",
        "table, json and jsonl",
    );
    let changed = [
        ("a local filter", query.filters.any()),
        ("--limit", query.limit.is_some()),
        ("--sort", query.sort.is_some()),
        ("--per-instance", args.per_instance),
    ];
    for (what, given) in changed {
        if form == Form::Api && given {
            wrong.push(format!(
                "-o api gives the service's bodies as they came, so {what} does not go with it"
            ));
        }
    }
    if args.save.is_some() && (args.prefix || args.fold) {
        wrong.push(
            "--save writes a file for each instance, so --prefix and --fold have nothing to do"
                .to_owned(),
        );
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &[Column]) -> String {
        columns
            .iter()
            .map(|column| column.name)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn names_replace_and_signs_edit() {
        let usual = || {
            column::default(false)
                .into_iter()
                .take(3)
                .collect::<Vec<_>>()
        };
        let chosen = |list| names(&columns(list, false).unwrap().apply(usual()));
        assert_eq!(chosen("tags,ID"), "tags id");
        assert_eq!(chosen("+tags,-ok"), "id status tags");
        assert_eq!(chosen("+status"), "id status ok");
    }

    #[test]
    fn unknown_and_mixed_columns_are_told() {
        assert_eq!(
            columns("statsu,+nothing", false).unwrap_err(),
            [
                "--columns `statsu`: no such column; did you mean `status`?",
                "--columns `nothing`: no such column; `--columns help` lists them",
            ]
        );
        assert!(columns("id,+ok", false).is_err());
        assert!(
            columns("exit", false).is_err(),
            "an invocation has no exit code"
        );
        assert!(columns("exit,inv-status", true).is_ok());
    }
}
