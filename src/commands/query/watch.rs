//! `--watch`: the query again and again on a screen of its own, until it is interrupted or everything that was named has ended.
//! The last picture stays on the screen that was there before.

use std::time::Duration;

use super::conclude::conclude;
use super::delivery::Delivery;
use super::source::Source;
use super::verdict::signalled;
use super::wait::VISIBLE_AFTER;
use super::{failed_outputs, forms, host_names};
use crate::engine::{Ended, Order, Step, Walked, walk};
use crate::host::Signal;
use crate::model::Row;
use crate::report::{Report, unwritten};
use crate::sanitise;
use crate::ui::OutputError;
use crate::vocabulary::Exit;

/// Watches.
///
/// # Errors
///
/// When there is nothing that writes the result.
pub(super) async fn run(source: &Source<'_>, every: Duration) -> Result<Exit, Report> {
    let mut last = String::new();
    let (mut failed, mut was_there) = (0, false);
    let mut names = host_names::of(source);
    loop {
        let (rows, mut walked) = poll(source).await;
        if let Some(names) = &mut names {
            names.learn(rows.iter()).await;
        }
        // What has failed stays failed, whatever a later answer says.
        failed = walked.tally.failed.max(failed);
        walked.tally.failed = failed;
        was_there |= walked.missing.is_empty() && walked.tally.matched > 0;
        if let Ended::Signal(signal) = walked.ended {
            return Ok(interrupted(source, &last, signal));
        }
        if is_over(source, &walked, was_there) {
            return over(source, &rows, walked).await;
        }
        last = match draw(source, &rows, &walked)? {
            Ok(picture) => picture,
            Err(error) => return Ok(unwritten(&error, source.ui)),
        };
        tokio::select! {
            () = source.host.sleep.wait(every) => {}
            signal = (source.host.interrupt)() => return Ok(interrupted(source, &last, signal)),
        }
    }
}

/// The rows as they stand now, in their order.
async fn poll(source: &Source<'_>) -> (Vec<Row>, Walked) {
    let mut gathered = super::arrange::Gathered::default();
    let (jobs, interrupt) = (source.jobs.clone(), (source.host.interrupt)());
    let mut walked = walk(
        jobs,
        &source.query,
        Order::Strict,
        interrupt,
        |step: Step<'_>| {
            gathered.take(&step);
            Ok(())
        },
    )
    .await;
    let (rows, tally) = gathered.arrange(&source.query);
    walked.tally = tally.unwrap_or(walked.tally);
    (rows, walked)
}

/// Whether everything that was named has ended, or never was there in the time in which it must have become visible; what
/// vanishes later is watched for. A list never is over: its next run may begin at any time.
fn is_over(source: &Source<'_>, walked: &Walked, was_there: bool) -> bool {
    let watched = source.host.clock.now().duration_since(source.started);
    let is_visible = watched.unsigned_abs() >= VISIBLE_AFTER;
    let is_there = walked.missing.is_empty() && walked.tally.matched > 0;
    let has_ended = walked.failures.is_empty() && walked.tally.pending == 0;
    source.query.names_invocations() && has_ended && (is_there || !was_there && is_visible)
}

/// The result as any other query gives it.
async fn over(source: &Source<'_>, rows: &[Row], mut walked: Walked) -> Result<Exit, Report> {
    let sink = forms::sink(source, forms::options(source), None)?;
    let mut delivery = Delivery::new(sink, source.ui);
    let written = source.ui.leave_screen().and_then(|()| delivery.rows(rows));
    match written {
        Ok(()) => {
            failed_outputs::add(source, &source.places, &mut delivery, &mut walked).await;
            Ok(conclude(&walked, source, delivery).await)
        }
        Err(error) => Ok(unwritten(&error, source.ui)),
    }
}

fn interrupted(source: &Source<'_>, picture: &str, signal: Signal) -> Exit {
    let left = source.ui.leave_screen();
    // The user is leaving, and wants no more than the picture.
    let _ = left.and_then(|()| source.ui.data(picture.as_bytes()));
    signalled(signal)
}

/// Draws the rows into the window as large as it is now; what was drawn.
fn draw(
    source: &Source<'_>,
    rows: &[Row],
    walked: &Walked,
) -> Result<Result<String, OutputError>, Report> {
    let size = (source.host.terminal_size)();
    let mut options = forms::options(source);
    let now = (options.zone)().to_datetime(source.host.clock.now());
    let width = size.map(|(width, _)| usize::from(width));
    options.width = source.request.settings.width.or(width);
    let mut sink = forms::sink(source, options, None)?;
    let mut out = Vec::new();
    for row in rows {
        sink.row(row, &mut out);
    }
    sink.page_end(&mut out);
    // Rows that were held back are written here; what is said below a table would not stay in place.
    sink.end(walked.failures.is_empty(), &mut out);
    let mut text = String::from_utf8_lossy(&out).into_owned();
    for report in source.reports(&walked.failures, source.jobs.len()) {
        text = text + &sanitise::line(&report.message) + "\n";
    }
    let now = now.strftime("%H:%M:%S").to_string();
    let height = size.map_or(usize::MAX, |(_, height)| usize::from(height));
    let picture = cut(&text, &now, height.saturating_sub(1));
    let lines: Vec<&str> = picture.lines().collect();
    Ok(source.ui.draw_screen(&lines).map(|()| picture))
}

/// Cuts a picture to so many lines. The last one, the time, stays, and the one above it says how many there is no room for.
fn cut(text: &str, now: &str, height: usize) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let more = if lines.len() < height {
        None
    } else {
        let left_out = lines.len() - height.saturating_sub(2).min(lines.len());
        lines.truncate(lines.len() - left_out);
        Some(format!("({left_out} more lines)"))
    };
    let shown = lines.into_iter().chain(more.as_deref()).chain([now]);
    shown.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_never_higher_than_its_window() {
        for count in 0..6 {
            let text = "row\n".repeat(count);
            for height in 2..8 {
                let picture = cut(&text, "16:02:11", height);
                assert!(
                    picture.lines().count() <= height,
                    "{count} {height} {picture}"
                );
                assert!(picture.ends_with("16:02:11\n"));
                let told = picture.contains("more lines");
                assert_eq!(told, count + 1 > height, "{count} {height} {picture}");
            }
        }
    }
}
