//! The body of an answer, whole or broken off in the middle.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// The connection is to end without another byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HungUp;

impl fmt::Display for HungUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server hangs up")
    }
}

impl std::error::Error for HungUp {}

/// A body.
#[derive(Debug)]
pub struct Reply {
    /// How long it is said to be.
    announced: u64,
    left: Option<Bytes>,
    ending: Ending,
}

/// What comes after the last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Whole,
    /// The bytes before are on their way first, then the connection ends.
    Flush,
    Cut,
}

impl Reply {
    /// All of it.
    pub fn whole(body: Vec<u8>) -> Self {
        Self {
            announced: body.len() as u64,
            left: Some(Bytes::from(body)),
            ending: Ending::Whole,
        }
    }

    /// The beginning of it, announced as all of it.
    pub fn cut(mut body: Vec<u8>, after: usize) -> Self {
        let announced = body.len() as u64;
        body.truncate(after);
        Self {
            announced,
            left: Some(Bytes::from(body)),
            ending: Ending::Flush,
        }
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = HungUp;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HungUp>>> {
        if let Some(bytes) = self.left.take().filter(|bytes| !bytes.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.ending {
            Ending::Whole => Poll::Ready(None),
            Ending::Flush => {
                self.ending = Ending::Cut;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Ending::Cut => Poll::Ready(Some(Err(HungUp))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ending == Ending::Whole && self.left.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
