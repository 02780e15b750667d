//! A body of the service: reading it never panics, and whatever was read comes out whole and harmless in every form.

#![no_main]

use invq::api::wire;
use invq::cells::width as cells_of;
use invq::model::column::{self, Line, Rows, Value};
use invq::model::{Encoding, Row};
use invq::render::{Delimited, Delimiter, Json, JsonForm, ObjectOptions, Table};
use invq_fuzz::harmless::{assert_harmless, without_colours};
use invq_fuzz::{Dice, every_column, forms, json, pipe, render, rows, terminal, text_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let dice = Dice::of(data);
    let encoding = dice.one(
        0,
        &[
            Encoding::Base64,
            Encoding::Base64,
            Encoding::Base64,
            Encoding::PlainText,
        ],
    );
    let _ = wire::error(&text);
    let _ = wire::breaks_off(&text);
    let Ok(page) = wire::page(text.clone().into_owned(), encoding) else {
        return;
    };
    let rows = invq_fuzz::selected(page.invocations);
    let width = dice.one(1, &[20, 45, 80, 120, 200]);
    let options = terminal(width, dice.one(2, &[false, true]));
    for (name, mut form) in forms(&options) {
        let (out, _) = render(&mut *form, Some(&page.body), &rows);
        let shown = String::from_utf8(out).expect("a terminal gets text");
        let shown = without_colours(&shown).replace("\r\n", "\n");
        assert_harmless(&shown, &['\n', '\t'], name);
    }
    for (_, mut form) in forms(&pipe()) {
        render(&mut *form, Some(&page.body), &rows);
    }
    tables(&rows, width);
    values(&rows);
    whole(&text, encoding);
});

/// A row of a table is one line, and no wider than the terminal while IDs and statuses are of a usual length.
fn tables(rows: &[Row], width: usize) {
    let short = |text: &str| text.is_ascii() && text.len() <= 12;
    let usual = rows.iter().all(|row| {
        let mut instances = row.instances();
        short(&row.id())
            && short(&row.invocation().status())
            && instances.all(|it| short(&it.id()) && short(&it.status()))
    });
    for kind in [Rows::Invocations, Rows::Instances] {
        let count = if kind == Rows::Instances {
            rows.iter().map(|row| row.instances().count()).sum()
        } else {
            rows.len()
        };
        let lines = if count == 0 { 0 } else { count + 1 };
        for wide in [false, true] {
            let piped = text_of(&mut Table::new(pipe(), wide, kind, None), rows);
            assert_eq!(piped.lines().count(), lines, "{piped}");
            if width >= 80 {
                let shown = text_of(
                    &mut Table::new(terminal(width, false), wide, kind, None),
                    rows,
                );
                assert_eq!(shown.lines().count(), lines, "{shown}");
                for line in shown.lines().filter(|_| usual) {
                    assert!(
                        cells_of(line) <= width,
                        "{} of {width}: {line}",
                        cells_of(line)
                    );
                }
            }
        }
    }
}

/// What csv and tsv hold reads back as the values of the columns.
fn values(rows: &[Row]) {
    for of in [Rows::Invocations, Rows::Instances] {
        let columns = every_column(of);
        let expected = expected(rows, of);
        let written = |kind| text_of(&mut Delimited::new(kind, of, Some(&columns), &pipe()), rows);
        let csv = written(Delimiter::Comma);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let read: Vec<Vec<String>> = reader
            .records()
            .map(|it| it.expect("broken csv").iter().map(str::to_owned).collect())
            .collect();
        let escape = |text: &String| escaped(text, &['\t', '\n', '\r']);
        let escaped: Vec<Vec<String>> = expected
            .iter()
            .map(|row| row.iter().map(escape).collect())
            .collect();
        assert_eq!(read, escaped);
        let tsv = written(Delimiter::Tab);
        let read: Vec<Vec<String>> = tsv
            .lines()
            .skip(1)
            .map(|line| line.split('\t').map(unescaped).collect())
            .collect();
        assert_eq!(read, expected);
    }
}

fn expected(rows: &[Row], of: Rows) -> Vec<Vec<String>> {
    let columns = column::all(of);
    let values = |line: Line<'_>| {
        columns
            .iter()
            .map(|column| plain(column.value(line)))
            .collect()
    };
    let lines = rows.iter().flat_map(|row| {
        let instances = row.instances().map(Some).filter(|_| of == Rows::Instances);
        let itself = (of == Rows::Invocations).then_some(None);
        instances
            .chain(itself)
            .map(move |instance| Line { row, instance })
    });
    lines.map(values).collect()
}

fn plain(value: Value<'_>) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) => text.into_owned(),
        Value::Number(number) => number.to_string(),
        Value::Seconds(seconds) => seconds.to_string(),
        Value::Time(time) => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    }
}

fn escaped(text: &str, kept: &[char]) -> String {
    let one = |c: char| match c {
        c if c.is_control() && !kept.contains(&c) => format!("\\x{:02x}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(one).collect()
}

fn unescaped(field: &str) -> String {
    let mut text = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        text.push(match chars.next().expect("a backslash at the end") {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'x' => {
                let digits: String = chars.by_ref().take(2).collect();
                char::from(u8::from_str_radix(&digits, 16).expect("an escape of two digits"))
            }
            other => other,
        });
    }
    text
}

/// The JSON holds every field that came, decoded where it is to be.
fn whole(text: &str, encoding: Encoding) {
    // Some of what passes as one slice is not JSON that every parser takes: half a surrogate, a number too large.
    let Ok(page) = serde_json::from_str::<serde_json::Value>(text) else {
        return;
    };
    // Written anew, so that no name is there twice and none is escaped; readers differ in what they make of those.
    for text in [
        page.to_string(),
        serde_json::to_string_pretty(&page).expect("a value is written"),
    ] {
        let Some(rows) = rows(&text, encoding) else {
            continue;
        };
        let shape = ObjectOptions {
            include_output: true,
            ..ObjectOptions::default()
        };
        for options in [pipe(), terminal(80, false)] {
            let written = text_of(
                &mut Json::new(JsonForm::Array, options.clone(), &shape),
                &rows,
            );
            let written = serde_json::from_str(&written).expect("broken JSON");
            json::assert_same(&page, &written, encoding);
        }
    }
}
