//! Blocks that are damaged, or lie; and what a recovery saves.

use proptest::prelude::*;

use super::*;
use avro_resolve::data::binary::put_long;

/// Everything that can be read: the counts of the blocks, and for each error its text and what recovery passed over.
fn read(file: &[u8]) -> (Vec<u64>, Vec<(ContainerError, Skipped)>) {
    let mut blocks = Blocks::new(file).expect("the header is well");
    let (mut counts, mut errors) = (Vec::new(), Vec::new());
    while let Some(block) = blocks.next() {
        match block {
            Ok(block) => {
                counts.push(block.count);
                blocks.recycle(block);
            }
            Err(error) => {
                assert!(blocks.next().is_none(), "no blocks before recovery");
                errors.push((error, blocks.recover().expect("memory can be read")));
            }
        }
    }
    (counts, errors)
}

/// Three blocks of three, four and five numbers, and where each starts; the end is the last.
fn three(name: &str) -> (Vec<u8>, [usize; 4]) {
    let file = file(name, &[&[1, 2, 3], &[4, 5, 6, 7], &[8, 9, 10, 11, 12]]);
    let offsets: Vec<usize> =
        Blocks::new(&file[..]).expect("a header").map(|block| block.expect("it is well").offset as usize).collect();
    let end = file.len();
    (file, [offsets[0], offsets[1], offsets[2], end])
}

/// The file with the start of its second block replaced by these numbers.
fn with_start(numbers: &[i64]) -> Vec<u8> {
    let (mut file, at) = three("null");
    file.splice(at[1]..at[1] + 2, data(numbers));
    file
}

fn only(file: &[u8]) -> (Vec<u64>, ContainerError, Skipped) {
    let (counts, mut errors) = read(file);
    assert_eq!(errors.len(), 1, "{errors:?}");
    let (error, skipped) = errors.remove(0);
    (counts, error, skipped)
}

#[test]
fn a_damaged_marker_costs_its_block() {
    let (mut file, at) = three("deflate");
    file[at[2] - 1] ^= 1;
    let (counts, error, skipped) = only(&file);
    assert_eq!(counts, [3, 5]);
    assert!(matches!(error.cause, ContainerCause::SyncMismatch));
    assert!(error.to_string().starts_with(&format!("block 1 at byte {}: ", at[1])), "{error}");
    let (offset, bytes) = (at[1] as u64, (at[2] - at[1]) as u64);
    assert_eq!(skipped, Skipped { offset, bytes, records: Some(4) });
}

#[test]
fn the_last_marker_may_be_the_damaged_one() {
    let (mut file, at) = three("null");
    file[at[3] - 1] ^= 1;
    let (counts, _, skipped) = only(&file);
    assert_eq!(counts, [3, 4]);
    assert_eq!(skipped, Skipped { offset: at[2] as u64, bytes: (at[3] - at[2]) as u64, records: Some(5) });
}

#[test]
fn lost_bytes_cost_their_block_and_nobody_knows_how_many_records() {
    let (mut file, at) = three("deflate");
    file.drain(at[1] + 4..at[1] + 6);
    let (counts, error, skipped) = only(&file);
    assert_eq!(counts, [3, 5]);
    assert!(matches!(error.cause, ContainerCause::SyncMismatch | ContainerCause::Truncated { .. }), "{error}");
    assert_eq!((skipped.bytes, skipped.records), ((at[2] - at[1] - 2) as u64, None));
}

#[test]
fn a_file_may_end_anywhere() {
    let (file, at) = three("deflate");
    for cut in at[2] + 1..at[3] {
        let (counts, error, skipped) = only(&file[..cut]);
        assert_eq!(counts, [3, 4]);
        assert!(matches!(error.cause, ContainerCause::Truncated { .. }), "{error}");
        assert_eq!((skipped.offset, skipped.bytes), (at[2] as u64, (cut - at[2]) as u64));
        assert_eq!(skipped.records, if cut > at[2] + 1 { Some(5) } else { None });
    }
}

#[test]
fn counts_and_sizes_are_not_believed() {
    type Expected = fn(&ContainerCause) -> bool;
    let cases: [(&[i64], Expected); 7] = [
        (&[-4, 4], |cause| matches!(cause, ContainerCause::NegativeCount(-4))),
        (&[i64::MIN, 4], |cause| matches!(cause, ContainerCause::NegativeCount(i64::MIN))),
        (&[i64::MAX, 4], |cause| {
            matches!(cause, ContainerCause::TooManyRecords { count: 0x7fff_ffff_ffff_ffff, size: 4 })
        }),
        (&[4, -4], |cause| matches!(cause, ContainerCause::NegativeSize(-4))),
        (&[4, i64::MAX], |cause| {
            matches!(cause, ContainerCause::TooLarge { size: 0x7fff_ffff_ffff_ffff, limit: MAX_BLOCK })
        }),
        (&[4, 200 << 20], |cause| matches!(cause, ContainerCause::Truncated { .. })),
        (&[4, 3], |cause| matches!(cause, ContainerCause::SyncMismatch)),
    ];
    for (start, expected) in cases {
        let (counts, error, skipped) = only(&with_start(start));
        assert!(expected(&error.cause), "{start:?}: {error}");
        assert_eq!((counts, skipped.records), (vec![3, 5], None), "{start:?}");
    }
    let (mut file, at) = three("null");
    file.splice(at[1]..at[1] + 2, [0xff; 11]);
    let (counts, error, _) = only(&file);
    assert!(matches!(error.cause, ContainerCause::NotANumber), "{error}");
    assert_eq!(counts, [3, 5]);
}

#[test]
fn corrupt_data_cost_their_block() {
    for name in ["deflate", "snappy", "zstandard", "bzip2", "xz"] {
        let (mut file, at) = three(name);
        let (start, end) = (at[1] + 2, at[2] - 16);
        file[start..end].fill(0xff);
        let (counts, error, skipped) = only(&file);
        assert!(matches!(error.cause, ContainerCause::Corrupt { .. }), "{name}: {error}");
        assert!(error.to_string().contains(&format!("its {name} data do not decompress")), "{error}");
        assert_eq!(counts, [3, 5], "{name}");
        let bytes = (at[2] - at[1]) as u64;
        assert_eq!(skipped, Skipped { offset: at[1] as u64, bytes, records: Some(4) }, "{name}");
    }
}

#[test]
fn checksums_are_checked() {
    for name in ["snappy", "zstandard", "bzip2", "xz"] {
        let (mut file, at) = three(name);
        // Every byte of the block but its header and marker: some lie in checksums, some in data that still decompress.
        for byte in at[1] + 2..at[2] - 16 {
            file[byte] ^= 0x10;
            let (counts, errors) = read(&file);
            if errors.is_empty() {
                let block = Blocks::new(&file[..]).expect("a header").nth(1).expect("a block").expect("it is well");
                assert_eq!(block.data, data(&[4, 5, 6, 7]), "{name}: byte {byte} changes the data unnoticed");
            } else {
                assert_eq!(counts, [3, 5], "{name}: byte {byte}");
            }
            file[byte] ^= 0x10;
        }
    }
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![0; 2 << 20];
    for name in CODECS {
        let codec = codec(name);
        let mut file = Vec::new();
        write_header(r#""long""#, &codec, SYNC, &mut file);
        let mut writer = BlockWriter::new(&codec);
        writer.block(zeros.len() as u64, &zeros, &SYNC, &mut file).expect("it compresses");
        writer.block(1, &[0], &SYNC, &mut file).expect("it compresses");
        let limit = zeros.len() as u64;
        let exact = Blocks::new(&file[..]).expect("a header").with_limit(limit);
        assert_eq!(exact.map(|block| block.expect("it is well").data.len()).collect::<Vec<_>>(), [2 << 20, 1]);
        let mut blocks = Blocks::new(&file[..]).expect("a header").with_limit(limit - 1);
        let error = blocks.next().expect("a block").expect_err("it is too large");
        match error.cause {
            ContainerCause::Bomb { limit: stated, .. } => assert_eq!(stated, limit - 1),
            cause => assert!(name == "null" && matches!(cause, ContainerCause::TooLarge { .. }), "{name}: {cause}"),
        }
        let skipped = blocks.recover().expect("memory can be read");
        assert_eq!(skipped.records, if name == "null" { None } else { Some(limit) });
        assert_eq!(blocks.next().expect("a block").expect("it is well").count, 1);
    }
}

#[test]
fn snappy_may_not_claim_more_than_it_can_hold() {
    let mut file = Vec::new();
    write_header(r#""long""#, &Codec::Snappy, SYNC, &mut file);
    // 200 MiB, says the first number; nothing follows but a checksum.
    let stored = [0x80, 0x80, 0x80, 0x64, 0, 0, 0, 0];
    put_long(1, &mut file);
    put_long(stored.len() as i64, &mut file);
    file.extend(stored);
    file.extend(SYNC);
    let (_, error, _) = only(&file);
    assert!(error.to_string().contains("cannot hold the 209715200 that they claim"), "{error}");
}

#[test]
fn records_without_bytes_are_limited() {
    let mut file = Vec::new();
    write_header(r#""null""#, &Codec::Null, SYNC, &mut file);
    let mut writer = BlockWriter::new(&Codec::Null);
    for _ in 0..3 {
        writer.block(FREE_RECORDS / 2, &[], &SYNC, &mut file).expect("it compresses");
    }
    let (counts, error, _) = only(&file);
    assert_eq!(counts, [FREE_RECORDS / 2; 2]);
    assert!(matches!(error.cause, ContainerCause::TooManyRecords { size: 0, .. }), "{error}");
}

/// Passes on bytes until an error that the disk has.
struct Failing<'a>(&'a [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::other("the disk is gone")),
            count => Ok(count),
        }
    }
}

#[test]
fn a_disk_may_fail() {
    let (file, at) = three("null");
    for cut in 0..file.len() {
        let error = match Blocks::new(Failing(&file[..cut])) {
            Err(error) => error,
            Ok(mut blocks) => {
                let error = blocks.find_map(Result::err).expect("the disk fails");
                assert!(cut >= at[0]);
                blocks.recover().expect_err("it fails again");
                error
            }
        };
        assert!(error.to_string().contains("the file cannot be read: the disk is gone"), "{cut}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(mut blocks) = Blocks::new(&bytes[..]) {
            while blocks.by_ref().any(|block| block.is_err()) {
                blocks.recover().expect("memory can be read");
            }
        }
        let with_magic = [&MAGIC[..], &bytes].concat();
        let _ = Blocks::new(&with_magic[..]).map(Iterator::count);
    }

    #[test]
    fn no_block_makes_it_panic(
        name in proptest::sample::select(&CODECS[..]), bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut header = Vec::new();
        write_header(r#""long""#, &codec(name), SYNC, &mut header);
        let (_, errors) = read(&[&header[..], &bytes].concat());
        let lost: u64 = errors.iter().map(|(_, skipped)| skipped.bytes).sum();
        prop_assert!(lost <= bytes.len() as u64);
        let mut block = header;
        put_long(1, &mut block);
        put_long(bytes.len() as i64, &mut block);
        block.extend(&bytes);
        block.extend(SYNC);
        let (counts, errors) = read(&block);
        prop_assert_eq!(counts.len() + errors.len(), 1);
    }
}

#[test]
fn damage_in_one_block_leaves_the_others() {
    for name in CODECS {
        let (whole, at) = three(name);
        for (byte, flip) in (at[1]..at[2]).flat_map(|byte| (1..=u8::MAX).map(move |flip| (byte, flip))) {
            let mut file = whole.clone();
            file[byte] ^= flip;
            let (counts, errors) = read(&file);
            let what = format!("{name}, byte {byte}, flip {flip}: {counts:?} {errors:?}");
            assert_eq!(counts.first(), Some(&3), "{what}");
            // A length that ends with the next block is no damage to see here: only the records show it.
            if errors.is_empty() && counts.len() == 2 && byte == at[1] + 1 {
                continue;
            }
            assert_eq!(counts.last(), Some(&5), "{what}");
            // Every byte is accounted for: what is not lost, is read.
            let mut next = at[1] as u64;
            for (error, skipped) in &errors {
                assert_eq!((error.offset, skipped.offset), (next, next), "{what}");
                next += skipped.bytes;
            }
            assert!(errors.is_empty() || next == at[2] as u64, "{what}");
        }
    }
}

/// The first thing that is wrong with the blocks as they are stored, found by reading them, and by following their sizes.
fn wrong_with(file: &[u8]) -> [Option<ContainerError>; 2] {
    let mut frames = Frames::new(file).expect("the header is well");
    let read = loop {
        match frames.next() {
            None => break None,
            Some(Ok(_)) => {}
            Some(Err(error)) => break Some(error),
        }
    };
    let header = read_header(&mut &file[..]).expect("the header is well");
    [read, follow_blocks(io::Cursor::new(file), &header).err()]
}

#[test]
fn blocks_are_followed_to_what_reading_them_finds() {
    let agree = |file: &[u8], what: &str| {
        let [read, followed] = wrong_with(file).map(|error| error.map(|error| error.to_string()));
        assert_eq!(followed, read, "{what}");
        read
    };
    for name in CODECS {
        let (whole, at) = three(name);
        assert_eq!(agree(&whole, name), None);
        for cut in at[0]..at[3] {
            let is_end = at.contains(&cut);
            assert_eq!(agree(&whole[..cut], name).is_none(), is_end, "{name}, cut at {cut}");
        }
        for (byte, flip) in (at[0]..at[3]).flat_map(|byte| [1, 0x40, 0x80, 0xff].map(|flip| (byte, flip))) {
            let mut file = whole.clone();
            file[byte] ^= flip;
            agree(&file, &format!("{name}, byte {byte}, flip {flip}"));
        }
        let joined = agree(&[&whole[..], &whole].concat(), name).expect("another file begins there");
        assert!(joined.starts_with(&format!("block 3 at byte {}: another container file begins", at[3])), "{joined}");
        let padded = agree(&[&whole[..], &[0; 40]].concat(), name).expect("it is padded");
        assert!(padded.contains("zero bytes follow"), "{padded}");
    }
    let numbers: Vec<i64> = (0..100_000).collect();
    let large = file("null", &[&numbers, &numbers[..10], &numbers]);
    assert_eq!(agree(&large, "large"), None);
    assert!(agree(&[&large[..], &large].concat(), "large").is_some());
}

/// Counts the bytes that are read.
struct Counting<'a> {
    file: io::Cursor<&'a [u8]>,
    read: &'a std::cell::Cell<usize>,
}

impl Read for Counting<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        self.read.set(self.read.get() + count);
        Ok(count)
    }
}

impl io::Seek for Counting<'_> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn blocks_are_followed_without_their_data() {
    let numbers: Vec<i64> = (0..1_000_000).map(|number| number << 40).collect();
    let whole = file("null", &[&numbers, &numbers, &numbers]);
    let read = std::cell::Cell::new(0);
    let header = read_header(&mut &whole[..]).expect("the header is well");
    follow_blocks(Counting { file: io::Cursor::new(&whole), read: &read }, &header).expect("the blocks are well");
    assert!(whole.len() > 20 << 20 && read.get() < 100 << 10, "{} of {} bytes", read.get(), whole.len());
}

proptest! {
    #[test]
    fn blocks_are_followed_as_far_as_they_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..100), blocks in 0..4usize) {
        let whole = file("null", &vec![&[1, 2, 3][..]; blocks]);
        let [read, followed] = wrong_with(&[&whole[..], &bytes].concat()).map(|error| error.map(|error| error.offset));
        prop_assert_eq!(followed, read);
    }
}
