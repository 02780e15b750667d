//! `--report`: whatever hosts printed, no report runs anything, and nothing in it steers what shows it.

#![no_main]

use invq::api::wire;
use invq::model::Encoding;
use invq::query::ReportKind;
use invq::render::{ReportFacts, ReportRows, write_report};
use invq::vocabulary::Exit;
use invq_fuzz::harmless::assert_harmless;
use invq_fuzz::pipe;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let Ok(page) = wire::page(text.into_owned(), Encoding::Base64) else {
        return;
    };
    let mut rows = ReportRows::new(pipe(), true, true);
    for row in invq_fuzz::selected(page.invocations) {
        rows.add(&row);
    }
    let facts = ReportFacts {
        asked: String::from_utf8_lossy(data).into_owned(),
        places: String::new(),
        began: Timestamp::UNIX_EPOCH,
        ended: Timestamp::UNIX_EPOCH,
        exit: Exit::Success,
        tally: Default::default(),
        said: Vec::new(),
    };
    for (name, kind) in ReportKind::NAMES {
        let report = write_report(kind, &rows, &facts);
        assert_harmless(&report, &['\n', '\t'], name);
        if kind != ReportKind::Md {
            let report = report.to_lowercase();
            assert!(
                !report.contains("<script")
                    && !report.contains("<iframe")
                    && !report.contains("<img")
            );
        }
    }
});
