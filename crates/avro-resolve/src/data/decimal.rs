//! Writes decimals as numbers.

use crate::limits;

/// The number that the bytes of a decimal are: two's complement, the highest byte first, divided by ten to the power of the
/// scale. `None` if there are no bytes, or the number is longer than the limit.
pub(in crate::data) fn decimal(bytes: &[u8], scale: i64) -> Option<String> {
    const MOST: u64 = limits::DECIMAL_TEXT.most;
    if bytes.is_empty() || bytes.len() as u64 > MOST || scale.unsigned_abs() > MOST {
        return None;
    }
    let is_negative = bytes[0] & 0x80 != 0;
    let digits = digits(magnitude(bytes));
    let minus = if is_negative { "-" } else { "" };
    let Ok(scale) = usize::try_from(scale) else {
        let zeros = if digits == "0" { 0 } else { scale.unsigned_abs() as usize };
        return Some(format!("{minus}{digits}{}", "0".repeat(zeros)));
    };
    if scale == 0 {
        return Some(format!("{minus}{digits}"));
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    Some(format!("{minus}{whole}.{fraction}"))
}

/// The absolute value, the highest byte first.
fn magnitude(bytes: &[u8]) -> Vec<u8> {
    if bytes[0] & 0x80 == 0 {
        return bytes.to_vec();
    }
    let mut negated: Vec<u8> = bytes.iter().map(|byte| !byte).collect();
    for byte in negated.iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            return negated;
        }
    }
    // All bytes became zero: it was a power of 256.
    negated.insert(0, 1);
    negated
}

/// The decimal digits of a number, without zeros in front.
fn digits(number: Vec<u8>) -> String {
    const BILLION: u64 = 1_000_000_000;
    let words = |bytes: &[u8]| bytes.iter().fold(0, |word: u64, &byte| (word << 8) | u64::from(byte));
    let mut words: Vec<u64> = number.rchunks(4).rev().map(words).collect();
    let mut groups = Vec::new();
    while !words.is_empty() {
        let mut rest = 0;
        for word in &mut words {
            let whole = (rest << 32) | *word;
            (*word, rest) = (whole / BILLION, whole % BILLION);
        }
        groups.push(rest);
        let zeros = words.iter().take_while(|&&word| word == 0).count();
        words.drain(..zeros);
    }
    let mut groups = groups.into_iter().rev();
    let first = groups.next().unwrap_or_default().to_string();
    groups.fold(first, |digits, group| format!("{digits}{group:09}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_those_of_the_bytes(number: i128, scale in 0usize..40) {
            let shown = decimal(&number.to_be_bytes(), 0);
            prop_assert_eq!(shown, Some(number.to_string()));
            let scaled = decimal(&number.to_be_bytes(), scale as i64).expect("it is short");
            let (minus, digits) = scaled.strip_prefix('-').map_or(("", scaled.as_str()), |digits| ("-", digits));
            prop_assert_eq!(digits.split_once('.').map_or(0, |(_, fraction)| fraction.len()), scale);
            let whole = digits.replace('.', "");
            let whole = whole.trim_start_matches('0');
            prop_assert_eq!(format!("{minus}{}", if whole.is_empty() { "0" } else { whole }), number.to_string());
        }
    }

    #[test]
    fn edges_are_numbers_too() {
        assert_eq!(decimal(&[0x80], 2).as_deref(), Some("-1.28"));
        assert_eq!(decimal(&[0xff, 0x00], 0).as_deref(), Some("-256"));
        assert_eq!(decimal(&[0x80, 0, 0, 0, 0], 0).as_deref(), Some("-549755813888"));
        assert_eq!(decimal(&[0], -3).as_deref(), Some("0"));
        assert_eq!(decimal(&[7], -3).as_deref(), Some("7000"));
        assert_eq!(decimal(&[], 0), None);
        assert_eq!(decimal(&[1], i64::MIN), None);
        assert_eq!(decimal(&[1], i64::from(u32::MAX)), None);
        assert_eq!(decimal(&vec![1; limits::DECIMAL_TEXT.size() + 1], 0), None);
    }
}
