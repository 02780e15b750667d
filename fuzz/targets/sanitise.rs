//! Foreign text: nothing that steers, reorders or hides is left of it, and no line is wider than the terminal.

#![no_main]

use std::borrow::Cow;

use invq::cells::width as cells_of;
use invq::model::Encoding;
use invq::model::column::Rows;
use invq::render::{Detail, OutputOptions, Table};
use invq::sanitise::{is_dangerous, line, lines, output};
use invq_fuzz::harmless::{assert_harmless, without_colours};
use invq_fuzz::{Dice, rows, terminal, text_of};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    one_line(&text, &line(&text), &[]);
    one_line(&text, &lines(&text), &['\n', '\t']);
    printed(data);
    let dice = Dice::of(data);
    in_a_table(
        &text,
        &terminal(
            dice.one(0, &[60, 66, 80, 100, 130]),
            dice.one(1, &[false, true]),
        ),
    );
});

fn one_line(text: &str, safe: &Cow<'_, str>, kept: &[char]) {
    assert_harmless(safe, kept, "a line");
    let dangerous = |c: char| is_dangerous(c) && !kept.contains(&c);
    assert_eq!(
        matches!(safe, Cow::Borrowed(_)),
        !text.contains(dangerous),
        "copied where nothing is to be done"
    );
    // What is harmless stands there as it was, in its order.
    let mut rest = safe.chars();
    for c in text.chars().filter(|c| !dangerous(*c)) {
        assert!(rest.any(|other| other == c), "{c:?} is lost: {text:?}");
    }
    assert_eq!(line(&line(text)), line(text));
}

fn printed(bytes: &[u8]) {
    let (safe, coloured) = output(bytes);
    assert_eq!(coloured, safe.contains('\u{1b}'));
    let plain = without_colours(&safe).replace("\r\n", "\n");
    assert_harmless(&plain, &['\n', '\t'], "an output");
    assert_eq!(output(safe.as_bytes()).0, safe);
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_eq!(safe.matches('\n').count(), text.matches('\n').count());
    }
}

/// The text in six cells of a record: each row is one line, and fits.
fn in_a_table(text: &str, options: &OutputOptions) {
    let chars: Vec<char> = text.chars().collect();
    let parts: Vec<String> = (0..6)
        .map(|part| {
            chars[part * chars.len() / 6..(part + 1) * chars.len() / 6]
                .iter()
                .collect()
        })
        .collect();
    let instance = json!({"InstanceId": "i-1", "InvocationStatus": "Failed", "ExitCode": 3, "ErrorCode": parts[0],
        "ErrorInfo": parts[1]});
    let record = json!({"InvokeId": "t-1", "InvocationStatus": "PartialFailed", "CreationTime": "2026-06-24T07:00:00Z",
        "CommandName": parts[2], "CommandDescription": parts[3],
        "Tags": [{"TagKey": parts[4], "TagValue": parts[5]}], "InvokeInstances": [instance]});
    let page = json!({"Invocations": [record]}).to_string();
    let rows = rows(&page, Encoding::Base64).expect("a page is read");
    let width = options.width.unwrap_or_default();
    for (wide, kind) in [
        (false, Rows::Invocations),
        (true, Rows::Invocations),
        (false, Rows::Instances),
        (true, Rows::Instances),
    ] {
        let table = text_of(&mut Table::new(options.clone(), wide, kind, None), &rows);
        assert_eq!(table.lines().count(), 2, "{table}");
        for line in table.lines() {
            let plain = without_colours(line);
            assert_harmless(&plain, &[], "a row");
            assert!(
                cells_of(&plain) <= width,
                "{} of {width}: {line}",
                cells_of(&plain)
            );
            assert_eq!(cells_of(line), cells_of(&plain));
        }
    }
    let detail = without_colours(&text_of(&mut Detail::new(options.clone(), false, 5), &rows));
    assert_harmless(&detail, &['\n'], "the view of one");
    for line in detail.lines().filter(|line| cells_of(line) > width) {
        // A word that is too long by itself stays whole. The first line holds name and ID.
        let first = detail.lines().take(3).any(|other| other == line);
        assert!(
            first || line.trim_matches(' ').split(' ').count() <= 1,
            "{} of {width}: {line}",
            cells_of(line)
        );
    }
}
