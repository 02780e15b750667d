//! How fast an answer with large outputs becomes JSON lines, on one core, with no network and no process around it.
//!
//!     cargo bench --bench decode

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use invq::api::wire;
use invq::host::Clock;
use invq::model::{Encoding, Origin, Row, Shown};
use invq::render::{Json, JsonForm, ObjectOptions, OutputOptions, Sink as _};
use jiff::tz::TimeZone;

const RECORDS: usize = 50;
const OUTPUT: usize = 24 * 1024;
const RUNS: usize = 100;

/// What is measured.
struct Stage {
    name: &'static str,
    work: fn(&str),
}

const STAGES: [Stage; 3] = [
    Stage {
        name: "read a page",
        work: |body| drop(black_box(read(body))),
    },
    Stage {
        name: "read a page, decode the outputs",
        work: |body| {
            for row in read(body) {
                for instance in row.instances() {
                    black_box(instance.output());
                }
            }
        },
    },
    Stage {
        name: "read a page, write JSON lines",
        work: |body| {
            black_box(write(body));
        },
    },
];

fn read(body: &str) -> Vec<Row> {
    let page = wire::page(body.to_owned(), Encoding::Base64).unwrap_or_default();
    let origin = Arc::new(Origin::default());
    let row = |invocation| Row::new(invocation, Arc::clone(&origin), Shown::All, Shown::All);
    page.invocations.into_iter().map(row).collect()
}

/// As a query does it: the buffer goes out whenever it is large.
fn write(body: &str) -> usize {
    let shape = ObjectOptions {
        include_output: true,
        ..ObjectOptions::default()
    };
    let mut lines = Json::new(JsonForm::Lines, pipe(), &shape);
    let (mut out, mut written) = (Vec::new(), 0);
    for row in read(body) {
        lines.row(&row, &mut out);
        if out.len() > 64 * 1024 {
            written += out.len();
            out.clear();
        }
    }
    lines.end(true, &mut out);
    written + out.len()
}

/// How a result looks that goes into a pipe.
fn pipe() -> OutputOptions {
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
        program: String::new(),
        placeless_program: None,
        zone: || TimeZone::UTC,
        clock: Clock::system(),
    }
}

/// A page as the service sends it, with outputs made of `line`.
fn page(line: &str) -> String {
    let output: String = line.chars().cycle().take(OUTPUT).collect();
    let output = STANDARD.encode(output);
    let record = |number: usize| {
        format!(
            r#"{{"InvokeId":"t-{number}","InvocationStatus":"Success","CreationTime":"2026-06-24T08:00:00Z","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0,"StartTime":"2026-06-24T08:00:01Z","FinishTime":"2026-06-24T08:00:05Z","Dropped":0,"Output":"{output}"}}]}}}}"#
        )
    };
    let records: Vec<String> = (0..RECORDS).map(record).collect();
    format!(
        r#"{{"RequestId":"R","Invocations":{{"Invocation":[{}]}}}}"#,
        records.join(",")
    )
}

fn median(work: impl Fn()) -> Duration {
    let time = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    let mut times: Vec<Duration> = (0..RUNS).map(time).collect();
    times.sort();
    times.get(RUNS / 2).copied().unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn main() {
    println!("{RECORDS} outputs of {OUTPUT} bytes, median of {RUNS}");
    let texts = [
        (
            "plain lines",
            "2026-06-24 08:15:30 nginx[731]: all is well with worker 17\n",
        ),
        ("much to escape", "\"name\": \"C:\\temp\",\n\t"),
    ];
    for (kind, line) in texts {
        let body = page(line);
        for stage in STAGES {
            let seconds = median(|| (stage.work)(&body)).as_secs_f64();
            let size = u32::try_from(RECORDS * OUTPUT).map_or(f64::MAX, f64::from);
            println!(
                "  {:<15} {:<32} {:>6.0} MB/s",
                kind,
                stage.name,
                size / 1e6 / seconds
            );
        }
    }
}
