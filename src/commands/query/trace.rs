//! `-v` and `-vv`: each request and what came of it, on standard error. Signing values never get here.

use std::sync::Arc;

use crate::api::client::{Exchange, Observer};
use crate::ui::Ui;

/// How much of a body is shown, in bytes.
const EXCERPT: usize = 2000;

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
            for (name, value) in exchange.parameters {
                ui.dim_line(&format!("> {name}={value}"));
            }
            ui.dim_line("> and the key ID, nonce, time and signature, which are not shown");
            ui.dim_line(&format!("< {}", outcome(exchange)));
            let start = exchange
                .body
                .get(..EXCERPT.min(exchange.body.len()))
                .unwrap_or_default();
            for line in String::from_utf8_lossy(start).lines() {
                ui.dim_line(&format!("< {line}"));
            }
            if exchange.length > start.len() {
                ui.dim_line(&format!(
                    "< and {} bytes more",
                    exchange.length - start.len()
                ));
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
        "POST {} {}: {}",
        exchange.endpoint,
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
