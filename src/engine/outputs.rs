//! The second of two phases: the outputs of invocations that a first walk found, each asked for by itself, since the
//! service gives output only for a named invocation or instance.

use std::sync::Arc;

use futures_util::{StreamExt as _, stream};

use super::lane::Failure;
use super::walk::{Ended, Step, Walked};
use crate::api::client::{ApiError, Client};
use crate::api::pages::Pages;
use crate::host::SignalFuture;
use crate::model::{Selected, Shown};
use crate::query::{Common, Target};
use crate::ui::OutputError;

/// Asks for each row with its output, at most `at_once` at a time, and hands them on in their order.
pub async fn outputs(
    rows: Vec<Selected>,
    client: &Client,
    plain_text: bool,
    at_once: usize,
    mut interrupt: SignalFuture,
    mut step: impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Walked {
    let common = Arc::new(Common {
        include_output: true,
        plain_text,
        page_size: 1,
        ..Common::default()
    });
    let asked = rows
        .into_iter()
        .map(|row| one(row, client.clone(), Arc::clone(&common)));
    let mut asked = stream::iter(asked).buffered(at_once);
    let mut walked = Walked::default();
    loop {
        let next = tokio::select! {
            next = asked.next() => next,
            signal = &mut interrupt => {
                walked.ended = Ended::Signal(signal);
                return walked;
            }
        };
        let taken = match next {
            None => return walked,
            Some(Ok((_, Some(row)))) => {
                walked.answered += 1;
                step(Step::Row(&row)).and_then(|()| step(Step::PageEnd))
            }
            Some(Ok((target, None))) => {
                walked.answered += 1;
                walked.missing.extend(target.invoke_id);
                Ok(())
            }
            Some(Err(failure)) => {
                walked.failures.push(*failure);
                Ok(())
            }
        };
        if let Err(error) = taken {
            walked.ended = Ended::Output(error);
            return walked;
        }
    }
}

/// One invocation with its output; `None` when it is gone.
async fn one(
    row: Selected,
    client: Client,
    common: Arc<Common>,
) -> Result<(Target, Option<Selected>), Box<Failure>> {
    let target = Target::of_invocation(&row.origin.region, row.id(), common);
    let mut pages = Pages::new(client, target.clone(), None);
    let found = first(&mut pages).await;
    let invocation = found.map_err(|error| {
        Box::new(Failure {
            target: target.clone(),
            error,
            resume: None,
        })
    })?;
    let again = invocation.map(|invocation| {
        let shown = shown_again(&row, &invocation);
        Selected {
            invocation,
            origin: row.origin,
            shown,
        }
    });
    Ok((target, again))
}

async fn first(pages: &mut Pages) -> Result<Option<crate::model::Invocation>, ApiError> {
    while let Some(page) = pages.next().await? {
        if let Some(invocation) = page.invocations.into_iter().next() {
            return Ok(Some(invocation));
        }
    }
    Ok(None)
}

/// The same instances as before, wherever they stand now.
fn shown_again(row: &Selected, invocation: &crate::model::Invocation) -> Shown {
    match &row.shown {
        Shown::All => Shown::All,
        Shown::Some(_) => {
            let ids: Vec<String> = row.instances().map(|i| i.id().into_owned()).collect();
            let places = invocation.instances().enumerate();
            let same = places.filter(|(_, i)| ids.iter().any(|id| *id == i.id()));
            Shown::Some(same.map(|(place, _)| place).collect())
        }
    }
}
