//! What was typed about the form of the result.

use super::{Problem, QueryArgs, fields};
use crate::model::Encoding;
use crate::model::column::{self, Column, Rows};
use crate::nearest::nearest;
use crate::query::{Columns, Form, Key, Query, Wanted};

/// What the rows of the result are to be.
#[must_use]
pub fn rows(args: &QueryArgs) -> Rows {
    match (args.result.history, args.result.per_instance) {
        (true, _) => Rows::Runs,
        (false, true) => Rows::Instances,
        (false, false) => Rows::Invocations,
    }
}

/// The form of the result that was typed, whichever flag it was.
#[must_use]
pub fn typed_form(args: &QueryArgs) -> Option<&str> {
    match (
        &args.result.format,
        &args.result.json,
        args.result.quiet,
        &args.result.jq,
    ) {
        (Some(format), ..) => Some(format),
        (None, Some(_), ..) | (None, None, false, Some(_)) => Some("json"),
        (None, None, true, _) => Some("ids"),
        (None, None, false, None) => None,
    }
}

/// Encodings that are told to those who typed one that there is not.
const CHARSETS: [&str; 8] = [
    "gbk",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-kr",
    "utf-16le",
    "windows-1251",
    "windows-1252",
];

/// How scripts and outputs come, and what outputs are.
pub(super) fn encoding(args: &QueryArgs, problems: &mut Vec<Problem>) -> Encoding {
    match &args.result.encoding {
        None if args.selectors.plain_text => Encoding::PlainText,
        None => Encoding::Base64,
        Some(label) => {
            if args.selectors.plain_text {
                let text = "--encoding and --plain-text: the service decodes outputs, or invq does";
                problems.push(Problem(text.to_owned()));
            }
            let charset = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes());
            if charset.is_none() {
                let known = CHARSETS.into_iter();
                problems.push(Problem(match nearest(label, known) {
                    Some(near) => format!("--encoding `{label}`: did you mean `{near}`?"),
                    None => format!(
                        "--encoding `{label}`: no encoding has this label; {} and others do",
                        CHARSETS.join(", ")
                    ),
                }));
            }
            charset.map_or(Encoding::Base64, Encoding::Base64Of)
        }
    }
}

/// Reads what was typed about the result, and tells every problem.
pub(super) fn read(args: &QueryArgs, form: Form, problems: &mut Vec<Problem>) -> Wanted {
    let mut say = |text: String| problems.push(Problem(text));
    let mut wanted = Wanted {
        form,
        rows: rows(args),
        jq: args.result.jq.clone(),
        save: args.result.save.clone(),
        overwrite: args.result.overwrite,
        into: args.result.into.clone(),
        ..Wanted::default()
    };
    if let Some(fields) = args
        .result
        .json
        .as_deref()
        .filter(|fields| !fields.is_empty())
    {
        wanted.fields = fields::read(fields, rows(args), &mut say);
    }
    if let Some(typed) = &args.result.summary {
        match summary_key(typed) {
            Some(key) => wanted.summary = Some(key),
            None => say(unknown(
                "--summary",
                typed,
                Key::NAMES.iter().map(|(name, _)| *name),
            )),
        }
    }
    if let Some(list) = &args.result.columns {
        match columns(list, rows(args)) {
            Ok(columns) => wanted.columns = Some(columns),
            Err(wrong) => wrong.into_iter().for_each(say),
        }
    }
    wanted
}

/// Reads what a summary is to count by.
pub(super) fn summary_key(typed: &str) -> Option<Key> {
    let mut names = Key::NAMES.iter();
    let found = names.find(|(name, _)| name.eq_ignore_ascii_case(typed))?;
    Some(found.1)
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

/// What to do about a column that is not there.
fn instead(name: &str, rows: Rows) -> String {
    let have = |rows| column::find(name, rows).is_some();
    if rows == Rows::Invocations && have(Rows::Instances) {
        return "instances have it, which --per-instance shows".to_owned();
    }
    if rows == Rows::Runs && name.eq_ignore_ascii_case("repeats") {
        return "of a run that is `run`".to_owned();
    }
    if rows == Rows::Runs && (have(Rows::Instances) || have(Rows::Invocations)) {
        return "the service does not tell it of runs".to_owned();
    }
    // What a table has above them.
    let headings = [("invocation", "id"), ("age", "created")];
    let heads = headings
        .iter()
        .find(|(head, _)| head.eq_ignore_ascii_case(name));
    if let Some((_, column)) = heads {
        return format!("did you mean `{column}`?");
    }
    let known = column::all(rows);
    match nearest(name, known.iter().map(|column| column.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`--columns help` lists them".to_owned(),
    }
}

/// Reads `a,b`, which replaces, or `+a,-b`, which edits.
fn columns(list: &str, rows: Rows) -> Result<Columns, Vec<String>> {
    let (mut these, mut edits, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for item in list.split(',').map(str::trim) {
        let (sign, name) = match item.split_at_checked(1) {
            Some(("+", name)) => (Some(true), name),
            Some(("-", name)) => (Some(false), name),
            _ => (None, item),
        };
        match (column::find(name, rows), sign) {
            (Some(column), Some(add)) => edits.push((add, column)),
            // A name that stands there twice is one column.
            (Some(column), None) if these.iter().any(|one: &Column| one.name == column.name) => {}
            (Some(column), None) => these.push(column),
            (None, _) => wrong.push(format!(
                "--columns `{name}`: no such column; {}",
                instead(name, rows)
            )),
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
        .result
        .json
        .as_deref()
        .is_some_and(|fields| !fields.is_empty());
    needs(
        args.result.columns.is_some(),
        tables,
        "--columns",
        "table, wide, csv and tsv",
    );
    needs(args.result.jq.is_some(), json, "--jq", "json and jsonl");
    needs(fields, json, "--json=FIELDS", "json and jsonl");
    needs(
        args.result.prefix,
        form == Form::Output,
        "--prefix",
        "-o output",
    );
    needs(
        args.result.fold.is_some(),
        form == Form::Output,
        "--fold",
        "-o output",
    );
    needs(
        args.result.save.is_some(),
        form == Form::Output,
        "--save",
        "-o output",
    );
    needs(
        args.result.summary.is_some(),
        json || is(&[Form::Table]),
        "--summary",
        "table, json and jsonl",
    );
    let name = query.command_name.as_ref();
    let is_pattern = name.is_some_and(|name| name.whole().is_none());
    let changed = [
        (
            "a selector of what was saved",
            !args.connection.from.is_empty() && query.selects(),
        ),
        (
            "a local filter",
            query.filters.any() || !args.filters.grep.is_empty(),
        ),
        ("a pattern for --command-name", is_pattern),
        ("--limit", query.limit.is_some()),
        ("--sort", query.sort.is_some()),
        ("--per-instance", args.result.per_instance),
    ];
    for (what, given) in changed {
        if form == Form::Api && given {
            wrong.push(format!(
                "-o api gives the service's bodies as they came, so {what} does not go with it"
            ));
        }
    }
    if args.result.summary.is_some() && args.result.columns.is_some() {
        wrong.push("--summary has columns of its own, so --columns has nothing to do".to_owned());
    }
    if args.result.overwrite && args.result.save.is_none() {
        wrong.push("--overwrite belongs to --save".to_owned());
    }
    if args.result.summary.is_some() && fields {
        wrong.push(
            "--summary has the fields Key and Count, so --json=FIELDS has nothing to do".to_owned(),
        );
    }
    if args.result.save.is_some() && (args.result.prefix || args.result.fold.is_some()) {
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
            column::default(Rows::Invocations)
                .into_iter()
                .take(3)
                .collect::<Vec<_>>()
        };
        let chosen = |list| names(&columns(list, Rows::Invocations).unwrap().apply(usual()));
        assert_eq!(chosen("tags,ID"), "tags id");
        assert_eq!(chosen("id,tags,ID"), "id tags");
        assert_eq!(chosen("+tags,+tags"), "id status ok tags");
        assert_eq!(chosen("+tags,-ok"), "id status tags");
        assert_eq!(chosen("+status"), "id status ok");
    }

    #[test]
    fn unknown_and_mixed_columns_are_told() {
        assert_eq!(
            columns("statsu,+nothing", Rows::Invocations).unwrap_err(),
            [
                "--columns `statsu`: no such column; did you mean `status`?",
                "--columns `nothing`: no such column; `--columns help` lists them",
            ]
        );
        assert_eq!(
            columns("INVOCATION,age", Rows::Invocations).unwrap_err(),
            [
                "--columns `INVOCATION`: no such column; did you mean `id`?",
                "--columns `age`: no such column; did you mean `created`?",
            ]
        );
        assert!(columns("id,+ok", Rows::Invocations).is_err());
        assert!(
            columns("exit", Rows::Invocations).is_err(),
            "an invocation has no exit code"
        );
        assert!(columns("exit,inv-status", Rows::Instances).is_ok());
    }
}
