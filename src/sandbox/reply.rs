//! The body of an answer, whole or broken off in the middle.

use bytes::Bytes;
use futures_util::stream::{StreamExt as _, once};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::Frame;

/// The connection is to end without another byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server hangs up")]
pub struct HungUp;

/// A body.
pub type Reply = UnsyncBoxBody<Bytes, HungUp>;

/// All of it.
pub fn whole(body: Vec<u8>) -> Reply {
    Full::from(body)
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// The beginning of a body whose whole length was announced.
pub fn cut(beginning: &[u8]) -> Reply {
    let data = Ok(Frame::data(Bytes::copy_from_slice(beginning)));
    let end = async {
        // The bytes before are on their way first.
        tokio::task::yield_now().await;
        Err(HungUp)
    };
    StreamBody::new(once(async { data }).chain(once(end))).boxed_unsync()
}
