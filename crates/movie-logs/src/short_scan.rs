//! Finds a byte near the start or end of a text, and the number at its end.
//!
//! Users, minutes and ratings have few digits, and now one more, now one less. A loop over them ends where the processor does not
//! expect it, which costs more than the rest of it; here eight bytes are looked at as one word, whatever they are.

use memchr::{memchr, memchr2, memrchr};

/// The first place of a byte.
#[inline]
pub(super) fn first(wanted: u8, bytes: &[u8]) -> Option<usize> {
    match bytes.first_chunk().map(|head| places(wanted, u64::from_le_bytes(*head))) {
        None | Some(0) => memchr(wanted, bytes),
        Some(places) => Some(lowest(places)),
    }
}

/// The first place of either of two bytes.
#[inline]
pub(super) fn first_of(wanted: [u8; 2], bytes: &[u8]) -> Option<usize> {
    let [one, other] = wanted;
    let either = |word| places(one, word) | places(other, word);
    match bytes.first_chunk().map(|head| either(u64::from_le_bytes(*head))) {
        None | Some(0) => memchr2(one, other, bytes),
        Some(places) => Some(lowest(places)),
    }
}

/// The last place of a byte.
#[inline]
pub(super) fn last(wanted: u8, bytes: &[u8]) -> Option<usize> {
    match bytes.last_chunk().map(|tail| places(wanted, u64::from_be_bytes(*tail))) {
        None | Some(0) => memrchr(wanted, bytes),
        Some(places) => Some(bytes.len() - 1 - lowest(places)),
    }
}

/// The number that the last `length` bytes are, in the one way that it is written. `None` if they are none, or it is not seen at
/// one look: it has more than seven digits, or there are fewer than eight bytes.
#[inline]
pub(super) fn number_at_end(bytes: &[u8], length: usize) -> Option<i32> {
    let tail = u64::from_be_bytes(*bytes.last_chunk()?);
    if !(1..8).contains(&length) {
        return None;
    }
    // The bytes before the number count as zeros.
    let own = (1u64 << (8 * length)) - 1;
    let digits = (tail & own) | (ZEROS & !own);
    let is_number = digits & HIGH_HALVES == ZEROS && (digits + 6 * ONES) & HIGH_HALVES == ZEROS;
    let has_zero_in_front = length > 1 && (digits >> (8 * (length - 1))) as u8 == b'0';
    if !is_number || has_zero_in_front {
        return None;
    }
    // Pairs of digits, then fours, then all eight: in each step the left one of two neighbours counts more.
    let ones = digits - ZEROS;
    let pairs = (ones & 0x00ff_00ff_00ff_00ff) + 10 * ((ones >> 8) & 0x00ff_00ff_00ff_00ff);
    let fours = (pairs & 0x0000_ffff_0000_ffff) + 100 * ((pairs >> 16) & 0x0000_ffff_0000_ffff);
    let all = (fours & 0xffff_ffff) + 10_000 * (fours >> 32);
    Some(all as i32)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const ZEROS: u64 = b'0' as u64 * ONES;
const HIGH_HALVES: u64 = 0xf0 * ONES;
const HIGH_BITS: u64 = 0x80 * ONES;

/// The high bits of the bytes of a word that are the wanted one. The lowest that is set is right; those above it may be too many.
#[inline]
fn places(wanted: u8, word: u64) -> u64 {
    let difference = word ^ (u64::from(wanted) * ONES);
    difference.wrapping_sub(ONES) & !difference & HIGH_BITS
}

#[inline]
fn lowest(places: u64) -> usize {
    places.trailing_zeros() as usize / 8
}
