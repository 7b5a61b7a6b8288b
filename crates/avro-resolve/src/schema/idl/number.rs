//! Reads numbers as Java writes them: decimal, octal, hexadecimal, `L`, `NaN`, `Infinity`.

/// How a number is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NumberKind {
    Whole,
    /// With a point, an exponent or a suffix, or by a word.
    Float,
}

/// The number at the beginning of a text, if there is one: whether it is whole, and its bytes.
pub(super) fn measure(text: &[u8]) -> Option<(NumberKind, usize)> {
    let float = float(text).map(|length| (NumberKind::Float, length));
    let integer = integer(text).map(|length| (NumberKind::Whole, length));
    // The longest counts; of two as long, the integer.
    match (float, integer) {
        (Some(float), Some(integer)) => Some(if float.1 > integer.1 { float } else { integer }),
        (float, integer) => float.or(integer),
    }
}

fn integer(text: &[u8]) -> Option<usize> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let digits = &text[sign..];
    let length = match digits {
        [b'0', b'x' | b'X', rest @ ..] if count(rest, u8::is_ascii_hexdigit) > 0 => {
            2 + count(rest, u8::is_ascii_hexdigit)
        }
        [b'0', rest @ ..] => 1 + count(rest, |byte| matches!(byte, b'0'..=b'7')),
        [b'1'..=b'9', ..] => count(digits, u8::is_ascii_digit),
        _ => return None,
    };
    let suffix = matches!(digits.get(length), Some(b'l' | b'L'));
    Some(sign + length + usize::from(suffix))
}

fn float(text: &[u8]) -> Option<usize> {
    let sign = usize::from(matches!(text.first(), Some(b'-' | b'+')));
    let rest = &text[sign..];
    for word in [&b"NaN"[..], b"Infinity"] {
        if rest.starts_with(word) {
            return Some(sign + word.len());
        }
    }
    let is_hexadecimal = matches!(rest, [b'0', b'x' | b'X', ..]);
    let hexadecimal = is_hexadecimal.then(|| HEXADECIMAL.measure(&rest[2..])).flatten();
    let length = hexadecimal.map(|length| 2 + length).or_else(|| DECIMAL.measure(rest))?;
    Some(sign + length)
}

/// How numbers with a point or exponent are written.
struct FloatForm {
    is_digit: fn(&u8) -> bool,
    /// The letter before an exponent.
    exponent: u8,
    /// Whether a point or a suffix does not make it such a number.
    needs_exponent: bool,
}

const DECIMAL: FloatForm = FloatForm { is_digit: u8::is_ascii_digit, exponent: b'e', needs_exponent: false };
const HEXADECIMAL: FloatForm = FloatForm { is_digit: u8::is_ascii_hexdigit, exponent: b'p', needs_exponent: true };

impl FloatForm {
    /// The length of digits, a point, an exponent and a suffix.
    fn measure(&self, text: &[u8]) -> Option<usize> {
        let whole = count(text, self.is_digit);
        let mut length = whole;
        let mut is_float = false;
        if text.get(length) == Some(&b'.') {
            let fraction = count(&text[length + 1..], self.is_digit);
            if whole + fraction == 0 {
                return None;
            }
            is_float = !self.needs_exponent;
            length += 1 + fraction;
        } else if whole == 0 {
            return None;
        }
        if text.get(length).is_some_and(|byte| byte.to_ascii_lowercase() == self.exponent) {
            let sign = usize::from(matches!(text.get(length + 1), Some(b'-' | b'+')));
            let digits = count(&text[(length + 1 + sign).min(text.len())..], u8::is_ascii_digit);
            if digits > 0 {
                is_float = true;
                length += 1 + sign + digits;
            }
        }
        let has_suffix = matches!(text.get(length), Some(b'f' | b'F' | b'd' | b'D'));
        if has_suffix && (is_float || !self.needs_exponent) {
            is_float = true;
            length += 1;
        }
        is_float.then_some(length)
    }
}

fn count(text: &[u8], is_part: impl Fn(&u8) -> bool) -> usize {
    text.iter().take_while(|byte| is_part(byte)).count()
}

/// Whether a number is written as JSON writes it.
pub(super) fn is_json(written: &str) -> bool {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let (number, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(n, e)| (n, Some(e)));
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(w, f)| (w, Some(f)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let has_zero = whole.len() > 1 && whole.starts_with('0');
    are_digits(whole)
        && !has_zero
        && fraction.is_none_or(are_digits)
        && exponent.is_none_or(|exponent| are_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
}

/// A whole number, if it has 64 bits at the most (Java: `Long.decode`).
pub(super) fn whole(written: &str) -> Option<i64> {
    let digits = written.trim_end_matches(['l', 'L']);
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    i64::from_str_radix(&format!("{sign}{digits}"), radix).ok()
}

/// What a number with a point or exponent is (Java: `Double.parseDouble`).
pub(super) fn double(written: &str) -> f64 {
    let (sign, digits) = match written.as_bytes().first() {
        Some(b'-') => (-1.0, &written[1..]),
        Some(b'+') => (1.0, &written[1..]),
        _ => (1.0, written),
    };
    let number = match digits {
        "NaN" => f64::NAN,
        "Infinity" => f64::INFINITY,
        _ if matches!(digits.as_bytes(), [b'0', b'x' | b'X', ..]) => hexadecimal(&digits[2..]),
        _ => digits.trim_end_matches(['f', 'F', 'd', 'D']).parse().unwrap_or(f64::NAN),
    };
    sign * number
}

/// A number like `1.8p3`: hexadecimal digits, and a power of two.
fn hexadecimal(written: &str) -> f64 {
    let written = written.trim_end_matches(['f', 'F', 'd', 'D']);
    let (digits, exponent) = written.split_once(['p', 'P']).unwrap_or((written, "0"));
    // Digits beyond those that a double holds only decide how it is rounded.
    const FULL: u64 = 1 << 58;
    let (mut mantissa, mut shift, mut is_fraction) = (0_u64, 0_i64, false);
    for digit in digits.chars() {
        let Some(digit) = digit.to_digit(16) else {
            is_fraction = true;
            continue;
        };
        if mantissa < FULL {
            mantissa = mantissa << 4 | u64::from(digit);
            shift -= if is_fraction { 4 } else { 0 };
        } else {
            mantissa |= u64::from(digit != 0);
            shift += if is_fraction { 0 } else { 4 };
        }
    }
    let is_negative = exponent.starts_with('-');
    let huge = if is_negative { -1_000_000 } else { 1_000_000 };
    let exponent = exponent.trim_start_matches('+').parse::<i64>().unwrap_or(huge).clamp(-1_000_000, 1_000_000);
    let exponent = exponent.saturating_add(shift).clamp(-2_400, 2_400) as i32;
    // In two steps, so that neither power is beyond a double where the result is not.
    mantissa as f64 * 2_f64.powi(exponent / 2) * 2_f64.powi(exponent - exponent / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_measured_as_java_does() {
        let measured = |text: &str| measure(text.as_bytes()).map(|(kind, length)| (kind == NumberKind::Float, length));
        for (text, length) in [("0", 1), ("-12,", 3), ("017", 3), ("08", 1), ("0x1F;", 4), ("5L)", 2), ("0x", 1)] {
            assert_eq!(measured(text), Some((false, length)), "{text}");
        }
        let floats = ["1.", ".5", "1.5e-3", "1e5", "3f", "-2d", "+NaN", "-Infinity", "0x1p3", "0x.8P-1f", "08.5"];
        for text in floats {
            assert_eq!(measured(text), Some((true, text.len())), "{text}");
        }
        for text in ["+", "-", ".", "+5", "-x"] {
            assert_eq!(measured(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_as_java_does() {
        for (text, number) in [("0x7fL", 127), ("-017", -15), ("0", 0), ("-0x8000000000000000", i64::MIN)] {
            assert_eq!(whole(text), Some(number), "{text}");
        }
        assert_eq!((whole("9223372036854775808"), whole("00")), (None, Some(0)));
        for (text, number) in
            [("1.5f", 1.5), (".5", 0.5), ("0x1.8p1", 3.0), ("0xap-1d", 5.0), ("-1e400", f64::NEG_INFINITY)]
        {
            assert_eq!(double(text), number, "{text}");
        }
        assert_eq!(double("0x1p-1074"), f64::from_bits(1));
        assert_eq!(double("0x10000000000000000000p-80"), 2_f64.powi(-4));
        assert!(double("-NaN").is_nan() && double("0x1p99999999999999999999").is_infinite());
    }
}
