//! What the targets share: records out of a text, every form that they can be rendered in, and what must hold of it.

pub mod harmless;
pub mod json;
pub mod machine;

use std::sync::Arc;

use invq::api::wire;
use invq::host::Clock;
use invq::model::column::{self, Rows};
use invq::model::{Body, Encoding, Invocation, Origin, Row, Shown};
use invq::query::{Columns, Key};
use invq::render::{
    Bodies, Brief, Bytes, Delimited, Delimiter, Detail, Folded, InvokeIds, Json, JsonForm,
    ObjectOptions, OutputOptions, Remark, Sink, Summary, Table, TextKind,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What an input decides besides its own text: widths, encodings, colours. Out of all its bytes, so that seeds are plain
/// files and every change draws anew.
#[derive(Clone, Copy)]
pub struct Dice(usize);

impl Dice {
    pub fn of(data: &[u8]) -> Self {
        Self(
            data.iter().fold(7_usize, |sum, byte| {
                sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
            }) >> 3,
        )
    }

    /// One of these, another for each `draw`.
    pub fn one<T: Copy>(self, draw: u32, of: &[T]) -> T {
        of[(self.0 >> (4 * draw)) % of.len()]
    }
}

/// The records of a page, all of them shown.
pub fn rows(text: &str, encoding: Encoding) -> Option<Vec<Row>> {
    let page = wire::page(text.to_owned(), encoding).ok()?;
    Some(selected(page.invocations))
}

pub fn selected(invocations: Vec<Invocation>) -> Vec<Row> {
    let origin = Arc::new(Origin {
        region: "cn-hangzhou".to_owned(),
        profile: Some("prod".to_owned()),
        ..Origin::default()
    });
    let row = |invocation| Row::new(invocation, Arc::clone(&origin), Shown::All, Shown::All);
    invocations.into_iter().map(row).collect()
}

/// A result that goes into a pipe.
pub fn pipe() -> OutputOptions {
    OutputOptions {
        hosts: false,
        terminal: false,
        width: None,
        ascii: false,
        color: false,
        no_header: false,
        raw: false,
        regions: false,
        profiles: false,
        invocations: false,
        program: "invq".to_owned(),
        placeless_program: None,
        zone: || TimeZone::UTC,
        clock: Clock::new(|| Timestamp::constant(1_782_300_000, 0)),
    }
}

/// A result on a terminal of so many cells.
pub fn terminal(width: usize, color: bool) -> OutputOptions {
    OutputOptions {
        terminal: true,
        width: Some(width),
        color,
        ..pipe()
    }
}

/// Renders rows as a query does, with the body that they came in.
pub fn render(
    renderer: &mut dyn Sink,
    body: Option<&Body>,
    rows: &[Row],
) -> (Vec<u8>, Vec<Remark>) {
    let mut out = Vec::new();
    if let Some(body) = body {
        renderer.body(body, None, &mut out);
    }
    for row in rows {
        renderer.row(row, &mut out);
    }
    renderer.page_end(&mut out);
    let remarks = renderer.end(true, &mut out);
    (out, remarks)
}

/// The same as text. Every form but the raw bytes of outputs is text.
pub fn text_of(renderer: &mut dyn Sink, rows: &[Row]) -> String {
    let (out, _) = render(renderer, None, rows);
    String::from_utf8(out).expect("a form that is no text")
}

/// All columns.
pub fn every_column(rows: Rows) -> Columns {
    Columns::These(column::all(rows))
}

/// A form's name, and its renderer.
pub type Form = (&'static str, Box<dyn Sink>);

/// Every form that a result has.
pub fn forms(options: &OutputOptions) -> Vec<Form> {
    use Rows::{Instances, Invocations};
    let table = |wide, rows| Box::new(Table::new(options.clone(), wide, rows, None));
    let every = |rows| {
        Box::new(Table::new(
            options.clone(),
            false,
            rows,
            Some(&every_column(rows)),
        ))
    };
    let delimited = |kind, rows| {
        Box::new(Delimited::new(
            kind,
            rows,
            Some(&every_column(rows)),
            options,
        ))
    };
    let shape = |rows| ObjectOptions {
        include_output: true,
        rows,
        ..ObjectOptions::default()
    };
    let some = ObjectOptions {
        fields: fields(),
        ..shape(Invocations)
    };
    let json = |form, shape: &ObjectOptions| Box::new(Json::new(form, options.clone(), shape));
    let text = |kind| Box::new(Bytes::new(options.clone(), kind));
    let summary = |key, rows, json| Box::new(Summary::new(options.clone(), key, rows, json));
    vec![
        ("table", table(false, Invocations)),
        ("wide", table(true, Invocations)),
        ("table of instances", table(false, Instances)),
        ("wide of instances", table(true, Instances)),
        ("table of runs", table(false, Rows::Runs)),
        ("every column", every(Invocations)),
        ("every column of instances", every(Instances)),
        ("every column of runs", every(Rows::Runs)),
        ("detail", Box::new(Detail::new(options.clone(), false, 5))),
        ("csv", delimited(Delimiter::Comma, Invocations)),
        ("csv of instances", delimited(Delimiter::Comma, Instances)),
        ("tsv", delimited(Delimiter::Tab, Invocations)),
        ("tsv of instances", delimited(Delimiter::Tab, Instances)),
        ("json", json(JsonForm::Array, &shape(Invocations))),
        (
            "json of instances",
            json(JsonForm::Array, &shape(Instances)),
        ),
        ("json of some fields", json(JsonForm::Array, &some)),
        ("jsonl", json(JsonForm::Lines, &shape(Invocations))),
        ("ids", Box::new(InvokeIds::new(Invocations))),
        ("ids of instances", Box::new(InvokeIds::new(Instances))),
        (
            "summary by command",
            summary(Key::Command, Invocations, None),
        ),
        ("summary by status", summary(Key::Status, Instances, None)),
        ("summary by day", summary(Key::Day, Invocations, None)),
        (
            "summary by error code",
            summary(Key::ErrorCode, Instances, Some(JsonForm::Array)),
        ),
        ("output", text(TextKind::Outputs)),
        ("output with prefixes", text(TextKind::PrefixedOutputs)),
        (
            "output, folded",
            Box::new(Folded::new(options.clone(), false, None)),
        ),
        (
            "output, folded as differences",
            Box::new(Folded::new(options.clone(), true, None)),
        ),
        ("command", text(TextKind::Commands)),
        ("api", Box::new(Bodies::new(options.clone()))),
        ("brief", Box::new(Brief::new(options.clone(), 5, 8192))),
    ]
}

/// What `--json=FIELDS` keeps in the targets.
pub fn fields() -> Vec<String> {
    [
        "InvokeId",
        "Tags.TagKey",
        "Derived.Verdict",
        "InvokeInstances.Output",
        "New.a.b",
    ]
    .map(str::to_owned)
    .to_vec()
}
