//! What the user hears while a query runs: with `-v` and `-vv` each request and what came of it, and why it is tried
//! again. Signing values never get here.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::api::client::{Exchange, Observer};
use crate::api::event::CredentialRequest;
use crate::api::retry_policy::{EventListener, ClientEvent};
use crate::api::sign::SignatureScheme;
use crate::host::Clock;
use crate::report;
use crate::ui::Ui;

/// Tells of exchanges as loudly as was asked for; `None` for not at all.
#[must_use]
pub fn observer(verbose: u8, ui: &Ui) -> Option<Observer> {
    let ui = ui.clone();
    match verbose {
        0 => None,
        1 => Some(Arc::new(move |exchange: &Exchange<'_>| {
            ui.dim_line(&summary(exchange));
        })),
        _ => Some(Arc::new(move |exchange: &Exchange<'_>| {
            ui.dim_line(&format!("> POST {}", exchange.endpoint));
            let between = match exchange.scheme {
                SignatureScheme::Rpc => "=",
                SignatureScheme::Acs3 => ": ",
            };
            for (name, value) in exchange.common {
                ui.dim_line(&format!("> {name}{between}{value}"));
            }
            for (name, value) in exchange.parameters {
                ui.dim_line(&format!("> {name}={value}"));
            }
            ui.dim_line("> and the key ID, nonce, time and signature, which are not shown");
            ui.dim_line(&format!("< {}", outcome(exchange)));
            for line in String::from_utf8_lossy(exchange.body).lines() {
                ui.dim_line(&format!("< {line}"));
            }
            let more = exchange.length.saturating_sub(exchange.body.len());
            if more > 0 {
                ui.dim_line(&format!("< and {more} bytes more"));
            }
        })),
    }
}

fn summary(exchange: &Exchange<'_>) -> String {
    let sent: Vec<String> = exchange
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "POST {} {} {}: {}",
        exchange.endpoint,
        exchange.action,
        sent.join(" "),
        outcome(exchange)
    )
}

fn outcome(exchange: &Exchange<'_>) -> String {
    let millis = exchange.millis;
    match exchange.outcome {
        Ok((status, request_id)) => format!(
            "HTTP {status}, request {}, {} bytes, {millis} ms",
            request_id.unwrap_or("unknown"),
            exchange.length
        ),
        Err(error) => format!("{error}, {millis} ms"),
    }
}

/// A request for keys. How long its answer is tells nobody anything, and not everybody who gives keys numbers requests.
fn errand(errand: &CredentialRequest<'_>) -> String {
    let (method, place, millis) = (errand.method, errand.place, errand.millis);
    let outcome = match errand.outcome {
        Ok((status, Some(request_id))) => format!("HTTP {status}, request {request_id}"),
        Ok((status, None)) => format!("HTTP {status}"),
        Err(error) => error.to_string(),
    };
    format!("{method} {place}: {outcome}, {millis} ms")
}

/// What the user sees beside the exchanges: waiting for a service that throttles is told always, other repetitions and
/// requests for keys with `-v`, a clock that is off once and as a warning.
#[must_use]
pub fn listener(verbose: u8, clock: Clock, ui: &Ui) -> EventListener {
    let ui = ui.clone();
    // Requests that are under way at once are throttled at once: who knows that it is waited need not hear it again.
    let told_until = AtomicI64::new(i64::MIN);
    Arc::new(move |notice: &ClientEvent<'_>| match notice {
        ClientEvent::Clock { ahead } => {
            let word = if ahead.is_negative() {
                "ahead of"
            } else {
                "behind"
            };
            ui.warning(&format!(
                "this machine's clock is {} {word} the service's; requests carry the service's time",
                report::length(ahead.unsigned_abs())
            ));
        }
        ClientEvent::Keys(sent) => {
            if verbose > 0 {
                ui.dim_line(&errand(sent));
            }
        }
        // Who was refused has told it.
        ClientEvent::Queued { .. } => {}
        ClientEvent::Again {
            error,
            throttled,
            wait,
            retry,
            of,
        } => {
            let when = format!(
                "trying again in {} ({retry} of {of})",
                report::length(*wait)
            );
            if *throttled {
                let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                let now = clock.now().as_millisecond();
                if told_until.fetch_max(now.saturating_add(wait), Ordering::Relaxed) > now {
                    return;
                }
                ui.note(&format!("throttled; {when}"));
            } else if verbose > 0 {
                ui.dim_line(&format!("{error}; {when}"));
            }
        }
    })
}
