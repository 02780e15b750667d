//! `--jq`: any program compiles or is refused in words, and JSON comes out of one as it went in.

#![no_main]

use invq::engine::saved::read;
use invq::model::{Encoding, Row};
use invq::render::{Jq, Json, JsonForm, ObjectOptions, OutputOptions, Program, Remark};
use invq_fuzz::harmless::assert_harmless;
use invq_fuzz::{Dice, pipe, render, selected, terminal, text_of};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Programs as people write them, for JSON that nobody foresaw.
const PROGRAMS: [&str; 11] = [
    ".[]",
    "map(keys?)",
    ".[] | .InvokeId? // \"none\"",
    "[.. | strings] | join(\"-\")",
    "map(select(.Derived?.Verdict? == \"failed\")) | length",
    "sort | unique | group_by(type) | map(length)",
    "[.[] | tojson | fromjson]",
    ".[] | [.InvokeId?, .n?] | @csv, @tsv",
    "[.[] | .CreationTime? | try fromdateiso8601 catch null]",
    "to_entries | map(.value | tostring | ascii_downcase | ltrimstr(\"t-\") | @base64 | @base64d) | add",
    "[paths] | length, ([.[] | test(\"a.*b\"; \"x\")?] | any), (flatten | first, last, min, max)",
];

/// Words that can make a program run for ever or fill the memory, which whoever writes one may.
const ENDLESS: [&str; 17] = [
    "def",
    "repeat",
    "range",
    "limit",
    "until",
    "while",
    "recurse",
    "reduce",
    "foreach",
    "combinations",
    "infinite",
    "walk",
    "paths",
    "..",
    "*",
    "pow",
    "exp",
];

/// Programs that change nothing, each in its own way.
const UNCHANGED: [&str; 4] = [
    ".",
    "map(.)",
    "map(to_entries | from_entries)",
    "map(tojson | fromjson)",
];

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let dice = Dice::of(data);
    let (program, json) = text.split_once('\n').unwrap_or((&text, ""));
    let pages = read(json, Encoding::Base64, false).unwrap_or_default();
    let rows = selected(
        pages
            .into_iter()
            .flat_map(|page| page.invocations)
            .collect(),
    );
    let options = if dice.one(0, &[true, false]) {
        pipe()
    } else {
        terminal(80, false)
    };
    match Program::compile(program) {
        Ok(compiled) if is_short(program) => {
            let _ = run(compiled, &rows, &options);
        }
        Ok(_) => {}
        Err(error) => assert!(
            !error.trim().is_empty(),
            "no word of what is wrong: {program:?}"
        ),
    }
    // Compiling takes far longer than running, so each input meets one of them.
    if dice.one(1, &[true, false]) {
        return unchanged(dice.one(2, &UNCHANGED), &rows, &options);
    }
    let program = dice.one(2, &PROGRAMS);
    let result = run(
        Program::compile(program).expect("a good program"),
        &rows,
        &options,
    );
    if options.terminal {
        assert_harmless(&result.unwrap_or_default(), &['\n', '\t'], program);
    }
});

/// Whether a program ends by itself and soon.
fn is_short(program: &str) -> bool {
    let several = program.matches([',', '|', '[']).count();
    several <= 12 && program.len() < 200 && !ENDLESS.iter().any(|word| program.contains(word))
}

fn shape() -> ObjectOptions {
    ObjectOptions {
        include_output: true,
        ..ObjectOptions::default()
    }
}

fn run(program: Program, rows: &[Row], options: &OutputOptions) -> Result<String, String> {
    let lines = Box::new(Json::new(JsonForm::Lines, pipe(), &shape()));
    let (out, remarks) = render(&mut Jq::new(lines, program, options.clone()), None, rows);
    for remark in remarks {
        if let Remark::Error(_, told) = remark {
            assert!(told.len() > "--jq: ".len(), "no word of what is wrong");
            return Err(told);
        }
    }
    Ok(String::from_utf8(out).expect("jq writes text"))
}

/// What is only passed on is the same JSON.
fn unchanged(program: &str, rows: &[Row], options: &OutputOptions) {
    let came = text_of(&mut Json::new(JsonForm::Array, pipe(), &shape()), rows);
    let written = run(
        Program::compile(program).expect("a good program"),
        rows,
        options,
    );
    if let Ok(came) = serde_json::from_str::<Value>(&came) {
        let written = written.unwrap_or_else(|error| panic!("{program}: {error}"));
        let written: Value = serde_json::from_str(&written).expect("broken JSON");
        assert_eq!(came, written, "{program}");
    }
}
