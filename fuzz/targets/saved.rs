//! `--from`: any text is read or refused, and what invq writes of what it read, it reads again and writes the same.

#![no_main]

use std::path::PathBuf;

use invq::archive::{RowOrder, open, replay};
use invq::engine::saved::read;
use invq::engine::{Step, Walked};
use invq::model::{Encoding, Invocation, Row, Verdict};
use invq::query::filter::{ErrorPattern, ExitCodes, Filters, View};
use invq::query::{Id, Query, TagFilter, Timed};
use invq::render::{Bodies, Bytes, Json, JsonForm, ObjectOptions, Sink, TextKind};
use invq_fuzz::harmless::assert_harmless;
use invq_fuzz::{Dice, pipe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let dice = Dice::of(data);
    let encoding = dice.one(
        0,
        &[Encoding::Base64, Encoding::Base64, Encoding::PlainText],
    );
    // The history of tasks is another list; it is read here and no more.
    let _ = read(&text, encoding, true);
    let pages = match read(&text, encoding, false) {
        Ok(pages) => pages,
        Err(error) => {
            let told = invq::sanitise::line(&error.to_string()).into_owned();
            assert_harmless(&told, &[], "the error");
            return;
        }
    };
    let ids: Vec<String> = pages
        .iter()
        .flat_map(|page| &page.invocations)
        .map(Invocation::id)
        .collect();
    let bodies = || Box::new(Bodies::new(pipe()));
    let outputs = || Box::new(Bytes::new(pipe(), TextKind::Outputs));
    let whole = Query::default();
    let bodies = written(&text, encoding, &whole, bodies());
    for query in [&whole, &narrow(dice, &ids)] {
        let bytes = |text: &str| replayed(text, encoding, query, outputs());
        assert_eq!(bytes(&text), bytes(&bodies), "the outputs of bodies");
    }
    // Within a body a record may lack its ID; by itself it would be a stranger.
    if ids.iter().any(String::is_empty) {
        return;
    }
    let shape = ObjectOptions {
        include_output: true,
        ..ObjectOptions::default()
    };
    let json = || Box::new(Json::new(JsonForm::Array, pipe(), &shape));
    let once = written(&text, encoding, &whole, json());
    assert_eq!(once, written(&once, encoding, &whole, json()), "JSON");
    let lines = || Box::new(Json::new(JsonForm::Lines, pipe(), &shape));
    let once = written(&text, encoding, &whole, lines());
    if !once.is_empty() {
        assert_eq!(once, written(&once, encoding, &whole, lines()), "lines");
    }
});

fn written(text: &str, encoding: Encoding, query: &Query, renderer: Box<dyn Sink>) -> String {
    String::from_utf8(replayed(text, encoding, query, renderer)).expect("JSON is text")
}

/// What a renderer writes of a saved text.
fn replayed(text: &str, encoding: Encoding, query: &Query, mut renderer: Box<dyn Sink>) -> Vec<u8> {
    let query = &Query {
        encoding,
        include_output: true,
        ..query.clone()
    };
    let paths = [PathBuf::from("-")];
    let opened = open(&paths, query, true, &mut text.as_bytes());
    let opened = opened.unwrap_or_else(|error| panic!("{}: {text}", error.why));
    let mut out = Vec::new();
    let mut shown: Vec<Row> = Vec::new();
    let step = |step: Step<'_>| {
        match step {
            Step::Body { body, walk, .. } => renderer.body(body, walk, &mut out),
            Step::Row(row) => {
                shown.push(row.clone());
                renderer.row(row, &mut out);
            }
            _ => renderer.page_end(&mut out),
        }
        Ok(())
    };
    let replayed = replay(opened, query, RowOrder::Usual, step).expect("memory takes everything");
    let Walked { tally, missing, .. } = replayed.walked;
    assert!(shown.len() <= query.limit.unwrap_or(usize::MAX));
    assert!(missing.iter().all(|id| query.ids.all().contains(id)));
    assert!(shown.len() <= tally.matched);
    if query.filters.view.failed {
        assert!(
            shown
                .iter()
                .all(|row| row.verdict() == Verdict::Failed || row.counts().failed > 0)
        );
    }
    renderer.end(true, &mut out);
    out
}

/// A query that leaves out some of it.
fn narrow(dice: Dice, ids: &[String]) -> Query {
    let mut query = Query {
        timed: dice.one(3, &[None, Some(Timed::Yes), Some(Timed::No)]),
        ..Query::default()
    };
    if let Some(id) = ids.first().and_then(|id| Id::parse(id)) {
        query.ids.add(id);
    }
    query.statuses = dice
        .one(4, &[&[][..], &["Failed"], &["Finished", "Running"]])
        .to_vec();
    if dice.one(5, &[false, true]) {
        query.tags = vec![TagFilter {
            key: "team".to_owned(),
            value: None,
        }];
    }
    let view = View {
        failed: dice.one(6, &[false, true]),
        exit_codes: dice
            .one(
                7,
                &[&[][..], &[ExitCodes::Nonzero], &[ExitCodes::Range(-1, 100)]],
            )
            .to_vec(),
        error_codes: dice
            .one(8, &[&[][..], &["*Exit*"]])
            .iter()
            .map(|text| ErrorPattern::new(text))
            .collect(),
        ..View::default()
    };
    query.filters = Filters {
        active: dice.one(9, &[false, false, true]),
        view,
        ..Filters::default()
    };
    query.limit = dice.one(10, &[None, Some(1), Some(3)]);
    query
}
