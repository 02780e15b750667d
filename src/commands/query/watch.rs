//! `--watch`: the query again and again, redrawn in place, until it is interrupted.

use std::time::Duration;

use super::arrange::Gathered;
use super::forms;
use super::source::Source;
use super::verdict::signalled;
use crate::engine::{Ended, Order, Step, walk};
use crate::host::Host;
use crate::report::unwritten;
use crate::vocabulary::Exit;

/// Watches.
pub(super) async fn run(source: &Source<'_>, every: Duration) -> Exit {
    let mut before = 0;
    loop {
        let frame = match frame(source).await {
            Ok(frame) => frame,
            Err(exit) => return exit,
        };
        let frame = fit(&frame, source.host);
        match source.ui.redraw(frame.text.as_bytes(), before) {
            Ok(()) => before = frame.lines,
            Err(error) => return unwritten(&error, source.ui),
        }
        tokio::select! {
            () = source.host.sleep.wait(every) => {}
            signal = (source.host.interrupt)() => return signalled(signal),
        }
    }
}

/// One picture: the result as it stands now, or why there is none.
async fn frame(source: &Source<'_>) -> Result<String, Exit> {
    let (query, options) = (&source.query, forms::options(source));
    let zone = options.zone;
    let Ok(mut renderer) = forms::sink(source.request, options, None, source.ui) else {
        return Err(Exit::Usage);
    };
    let (mut out, mut held) = (Vec::new(), Gathered::default());
    let (jobs, interrupt) = (source.jobs.clone(), (source.host.interrupt)());
    let walked = walk(jobs, query, Order::Strict, interrupt, |step| {
        match step {
            _ if query.sort.is_some() && held.take(&step) => {}
            Step::Row(row) => renderer.row(row, &mut out),
            Step::Hidden(_) | Step::Body { .. } | Step::Late(_) => {}
            Step::PageEnd => renderer.page_end(&mut out),
        }
        Ok(())
    })
    .await;
    if let Ended::Signal(signal) = walked.ended {
        return Err(signalled(signal));
    }
    for row in &held.arrange(query).0 {
        renderer.row(row, &mut out);
    }
    // Rows that were held back are written here; what is said below a table would not stay in place.
    renderer.end(walked.failures.is_empty(), &mut out);
    let mut text = String::from_utf8_lossy(&out).into_owned();
    let now = zone().to_datetime(source.host.clock.now());
    for report in source.reports(&walked.failures, source.jobs.len()) {
        text = text + &crate::sanitise::line(&report.message) + "\n";
    }
    Ok(text + &now.strftime("%H:%M:%S\n").to_string())
}

/// A picture that fits the screen, and how many lines it takes there.
struct Frame {
    text: String,
    lines: usize,
}

/// Cuts a picture to the screen, for what scrolled out could not be drawn over: its last line, the time, stays, and the
/// one before it says how much is not to be seen.
fn fit(text: &str, host: &Host) -> Frame {
    let height = host
        .terminal
        .height
        .map_or(usize::MAX, |height| usize::from(height).saturating_sub(1));
    let width = host
        .terminal
        .width
        .map_or(usize::MAX, |width| usize::from(width).max(1));
    let rows = |line: &str| crate::cells::width(line).div_ceil(width).max(1);
    let mut lines: Vec<&str> = text.lines().collect();
    let mut taken: usize = lines.iter().map(|line| rows(line)).sum();
    let (last, mut left_out) = (lines.pop().unwrap_or_default(), 0);
    while taken > height.saturating_sub(usize::from(left_out > 0))
        && let Some(line) = lines.pop()
    {
        taken -= rows(line);
        left_out += 1;
    }
    let more = (left_out > 0).then(|| format!("({left_out} more lines)"));
    let more = more.as_deref().filter(|_| taken < height);
    let shown: Vec<&str> = lines.into_iter().chain(more).chain([last]).collect();
    Frame {
        lines: taken + usize::from(more.is_some()),
        text: shown.join("\n") + "\n",
    }
}
