//! Feeds a target with its committed corpus, and with mutations of it that are the same in every run.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Feeds every file of the corpus and every input that once failed, and so many mutations of them.
///
/// # Panics
/// Where the target does, after it has written the input to a file and said how to feed it again.
pub(crate) fn replay(name: &str, target: fn(&[u8]), mutations: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The package may be the root of the repository.
    let root = if root.ends_with("fuzz") { root.to_owned() } else { root.join("fuzz") };
    let seeds: Vec<Vec<u8>> =
        ["corpus", "crashes"].iter().flat_map(|kind| files(&root.join(kind).join(name))).collect();
    assert!(seeds.len() >= 10, "{name} has a corpus of {} inputs", seeds.len());
    let words =
        words(&fs::read_to_string(root.join("dictionaries").join(format!("{name}.txt"))).expect("a dictionary"));
    assert!(!words.is_empty(), "{name} has a dictionary");
    seeds.iter().for_each(|seed| feed(name, target, seed));
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ name.bytes().fold(0, |sum, byte| sum * 131 + u64::from(byte)));
    for number in 0..mutations {
        let mut input = seeds[number % seeds.len()].clone();
        for _ in 0..=random.below(4) {
            mutate(&mut input, &seeds, &words, &mut random);
        }
        feed(name, target, &input);
    }
}

fn feed(name: &str, target: fn(&[u8]), input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| target(input))).is_err() {
        let file = std::env::temp_dir().join(format!("avrocheck-fuzz-{name}"));
        fs::write(&file, input).expect("there is room for the input");
        panic!("{name} fails with the input in {}: {:?}", file.display(), String::from_utf8_lossy(input));
    }
}

/// The contents of the files in a directory, in the order of their names; none if it is not there.
fn files(directory: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("it can be read")).collect()
}

/// The words of a dictionary in libFuzzer's form: in quotes, with `\xAB` for bytes.
fn words(text: &str) -> Vec<Vec<u8>> {
    let quoted = text.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'));
    quoted.map(unescaped).collect()
}

fn unescaped(word: &str) -> Vec<u8> {
    let mut parts = word.split('\\');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    let mut is_escaped_backslash = false;
    for part in parts {
        if std::mem::take(&mut is_escaped_backslash) {
            bytes.extend(part.as_bytes());
        } else if let Some(number) = part.strip_prefix('x').and_then(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok()) {
            bytes.push(number);
            bytes.extend(&part.as_bytes()[3..]);
        } else {
            is_escaped_backslash = part.is_empty();
            bytes.extend(if part.is_empty() { b"\\" } else { part.as_bytes() });
        }
    }
    bytes
}

/// Changes an input as a fuzzer does: bits, bytes, words, pieces that are cut, doubled or taken from another input.
fn mutate(input: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[Vec<u8>], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let end = (at + 1 + random.below(24)).min(input.len());
    match random.below(8) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        1 if at < input.len() => input[at] = random.below(256) as u8,
        2 => drop(input.drain(at..end.max(at))),
        3 => {
            let piece = input[at..end.max(at)].to_vec();
            input.splice(at..at, piece);
        }
        4 => {
            let other = &seeds[random.below(seeds.len())];
            let from = random.below(other.len() + 1);
            let to = (from + 1 + random.below(64)).min(other.len());
            input.splice(at..at, other[from..to].iter().copied());
        }
        5 => {
            let numbers = ["0", "-1", "2147483648", "9223372036854775808", "1e999", "0.1"];
            let number = numbers[random.below(numbers.len())];
            let is_part = |byte: &u8| byte.is_ascii_digit() || b"-.e".contains(byte);
            let length = input[at..].iter().take_while(|byte| is_part(byte)).count();
            input.splice(at..at + length, number.bytes());
        }
        _ => {
            let word = &words[random.below(words.len())];
            let replaced = random.below(2) * word.len();
            input.splice(at..(at + replaced).min(input.len()), word.iter().copied());
        }
    }
}

/// Numbers that are the same in every run (xorshift).
struct Random(u64);

impl Random {
    /// A number below the bound, which is not 0.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}
