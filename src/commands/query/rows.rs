//! The rows of a source, handed on in their order.

use super::arrange::Gathered;
use super::delivery::Delivery;
use super::progress::WalkProgress;
use super::source::Source;
use super::{failed_outputs, saved, two_phases, wait};
use crate::engine::{Order, Step, Walked, walk};
use crate::report::Report;

/// Hands on all rows, and says what came of it.
///
/// # Errors
///
/// A wait for what does not end by itself; outputs of far more invocations than anybody is likely to mean.
pub(super) async fn rows(
    source: &mut Source<'_>,
    delivery: &mut Delivery<'_>,
) -> Result<Walked, Report> {
    let mut walked = match () {
        () if source.request.reads_saved() => Ok(saved::rows(source, delivery)),
        () if source.request.wanted.wait.is_some() => wait::rows(source, delivery).await,
        () if source.request.asks_in_two_phases() => two_phases::rows(source, delivery).await,
        () => Ok(listed(source, delivery).await),
    }?;
    delivery.settle(source, &mut walked).await;
    delivery.complete(source, &mut walked).await;
    delivery.tell_health(source, &mut walked).await;
    Ok(walked)
}

/// One walk through the pages of every target.
async fn listed(source: &Source<'_>, delivery: &mut Delivery<'_>) -> Walked {
    let mut progress = WalkProgress::new(source, false);
    let mut gathered = Gathered::default();
    let is_sorted = source.query.sort.is_some();
    let order = if is_sorted {
        Order::Strict
    } else {
        Order::Live
    };
    let interrupt = (source.host.interrupt)();
    let step = |step: Step<'_>| {
        progress.see(&step);
        if is_sorted && gathered.take(&step) {
            return Ok(());
        }
        delivery.step(&step)
    };
    let mut walked = walk(source.jobs.clone(), &source.query, order, interrupt, step).await;
    progress.clear();
    if is_sorted {
        delivery.learn(gathered.rows()).await;
        gathered.hand_on(&source.query, &mut walked, delivery);
    }
    failed_outputs::add(source, &source.places, delivery, &mut walked).await;
    walked
}
