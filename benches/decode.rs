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
use invq::query::grep::Patterns;
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

fn median(mut work: impl FnMut()) -> Duration {
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
    beside_grep();
}

/// How fast a fixed text is found in decoded outputs, beside `grep -a` on the same bytes.
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn beside_grep() {
    let line = "000123 kernel: request 123456789 took 12 ms\n";
    let output: String = line.chars().cycle().take(OUTPUT).collect();
    let mut outputs = vec![output; 10_000];
    for output in outputs.iter_mut().step_by(10) {
        output.push_str("disk is nearly full\n");
    }
    let file = std::env::temp_dir().join(format!("invq-decode-{}", std::process::id()));
    let (Ok(()), Ok(patterns)) = (
        std::fs::write(&file, outputs.concat()),
        Patterns::one("nearly full"),
    ) else {
        return println!("  there is no room for a file of decoded outputs");
    };
    let mut found = 0;
    let ours = median(|| {
        let lines = outputs
            .iter()
            .map(|it| patterns.lines(it.as_bytes()).count());
        found = black_box(lines.sum::<usize>());
    });
    let theirs = median(|| {
        let mut grep = std::process::Command::new("grep");
        let grep = grep.args(["-ac", "nearly full"]).arg(&file).output();
        let count = grep.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
        assert_eq!(count.ok(), Some(found.to_string()));
    });
    // A file that stays is not worth a failure.
    let _ = std::fs::remove_file(&file);
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!(
        "  a fixed text, in {found} of 10,000 outputs: {ours:.0?}, grep -a {theirs:.0?}: {ratio:.2} of its time"
    );
}
