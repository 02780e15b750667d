//! Random bytes.

use std::sync::Arc;

/// Fills a buffer with random bytes.
type Fill = dyn Fn(&mut [u8]) + Send + Sync;

/// Gives random bytes.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

impl Random {
    /// A source that fills a buffer with `fill`.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// The operating system's random bytes. Where there are none (an early boot, a sealed sandbox), bytes from the
    /// standard library's hasher keys, which come from the same place or from addresses: a nonce must differ, it need
    /// not be secret.
    pub fn system() -> Self {
        Self::new(|bytes| {
            if getrandom::fill(bytes).is_err() {
                use std::hash::{BuildHasher as _, RandomState};
                for chunk in bytes.chunks_mut(8) {
                    let word = RandomState::new().hash_one("nonce");
                    for (byte, random) in chunk.iter_mut().zip(word.to_le_bytes()) {
                        *byte = random;
                    }
                }
            }
        })
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// Random bytes as lower-case hexadecimal, 32 digits: a nonce.
    pub fn nonce(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.bytes()))
    }

    /// A number from 0 to 1, 1 excluded, all equally likely.
    pub fn fraction(&self) -> f64 {
        f64::from(u32::from_be_bytes(self.bytes())) / (f64::from(u32::MAX) + 1.0)
    }
}
