//! IDs and chance for made-up records: the same numbers always give the same.

use jiff::{SignedDuration, Timestamp};

/// The last `digits` digits of a number in base 36, as the service's IDs are written.
pub fn base36(mut number: u64, digits: usize) -> String {
    let mut text: Vec<char> = Vec::with_capacity(digits);
    for _ in 0..digits {
        let digit = u32::try_from(number % 36).unwrap_or_default();
        text.push(char::from_digit(digit, 36).unwrap_or('0'));
        number /= 36;
    }
    text.iter().rev().collect()
}

/// A number that looks random and depends on these three alone (the finaliser of `SplitMix64`).
pub fn mix(seed: u64, index: u64, purpose: u64) -> u64 {
    let mut z = seed
        .wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(purpose.wrapping_mul(0xd1b5_4a32_d192_ed03));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The ID of the instance with a number.
pub fn host(seed: u64, number: u64) -> String {
    let digits = base36(mix(seed, number, u64::MAX), 12);
    format!("i-bp1{digits}{}", base36(number, 5))
}

/// A time some seconds later, or earlier.
pub fn later(time: Timestamp, seconds: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(time)
}
