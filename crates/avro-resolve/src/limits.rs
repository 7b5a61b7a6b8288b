//! The limits of what is spent on one input, each with its reason: a stranger's schema or file must not eat the machine.

/// A limit of what is spent on one input.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is limited: "bytes of one block, decompressed".
    pub what: &'static str,
    /// The most that is accepted.
    pub most: u64,
    /// What happens beyond it: "the file is refused".
    pub beyond: &'static str,
    /// Why the limit is where it is.
    pub reason: &'static str,
}

impl Limit {
    /// The most that is accepted, for what is counted in memory.
    pub const fn size(&self) -> usize {
        self.most as usize
    }
}

/// All limits of this crate.
pub const ALL: &[&Limit] = &[
    &NAME,
    &IDL_MISTAKES,
    &IMPORTS,
    &DEFAULTS,
    &DEPTH,
    &SUGGESTIONS,
    &COMPARED_NAME,
    &COMPARISONS,
    &TABLE,
    &FOUND,
    &PLACES,
    &UNIONS_ALIKE,
    &JAVA_DEFAULTS,
    &JAVA_BRANCHES,
    &VALUES,
    &FREE_VALUES,
    &VALUES_A_BYTE,
    &DECIMAL_TEXT,
    &RECORD_TEXT,
    &JSON_LINE,
    &GUESSES,
    &GUESSES_A_BYTE,
    &HEADER,
    &HEADER_ENTRIES,
    &BLOCK,
    &DICTIONARY,
    &FREE_RECORDS,
    &FILE_UNPACKED,
    &FILE_RATIO,
    &FILE_VALUES,
    &DATUM,
    &PROOF_DATUM,
    &PROOFS,
    &READER_SETS,
    &PARSED_AGAIN,
    &ASKED_DEPTH,
    &ASKED_STEPS,
];

/// A name in a schema.
pub const NAME: Limit = Limit {
    what: "bytes of a name, alias or symbol, with its namespace",
    most: 1_024,
    beyond: "the schema is refused",
    reason: "every type repeats the namespace around it, and every message the name; names of files end at 255 bytes",
};

/// Mistakes in the syntax of IDL.
pub const IDL_MISTAKES: Limit = Limit {
    what: "mistakes in the syntax of an IDL file",
    most: 100,
    beyond: "the rest of the file is not read",
    reason: "after a mistake the next declaration is read, and a text that is no IDL has a mistake in every line",
};

/// Files that an IDL file imports.
pub const IMPORTS: Limit = Limit {
    what: "files that an IDL file imports, with those that they import",
    most: 1_000,
    beyond: "the file is refused",
    reason: "each is opened and kept, and an import path can lead to any file",
};

/// The defaults of one schema.
pub const DEFAULTS: Limit = Limit {
    what: "values in all defaults of a schema, beyond one for each byte of its text",
    most: 8_192,
    beyond: "the schema is refused",
    reason: "a default takes in the defaults of the fields that it leaves out: 2 kB of text can mean more values than there are \
             atoms",
};

/// Data within data.
pub const DEPTH: Limit = Limit {
    what: "levels of a datum or a default",
    most: 1_000,
    beyond: "the datum is refused, and so is the schema of the default",
    reason: "values are compared and dropped by recursion, which needs stack",
};

/// Names that are compared letter by letter.
pub const COMPARED_NAME: Limit = Limit {
    what: "bytes of a name that is compared with others letter by letter",
    most: 64,
    beyond: "it is like no other name",
    reason: "a comparison takes the product of both lengths; it finds renamed fields and what was meant by a misspelt name",
};

/// Comparisons of names.
pub const COMPARISONS: Limit = Limit {
    what: "comparisons of names, letter by letter, for one pair of versions, one fix or one suggestion",
    most: 256,
    beyond: "no more names are alike",
    reason: "names that differ in length or letters are sorted out without; so many fields are not renamed at once",
};

/// Defaults as Java fills them in.
pub const JAVA_DEFAULTS: Limit = Limit {
    what: "values that Java makes of the defaults of one pair of versions",
    most: 1 << 18,
    beyond: "a finding says that Java fills in another value, and not whether it throws",
    reason: "of a union it takes any branch, so that a small default may come to more values than there are atoms",
};

/// Branches that hide others.
pub const JAVA_BRANCHES: Limit = Limit {
    what: "branches of a union that are looked at in the place of one that is broken, for one pair of versions",
    most: 256,
    beyond: "it is not said that another branch would do",
    reason: "each is resolved with all that is in it",
};

/// Unknown types.
pub const SUGGESTIONS: Limit = Limit {
    what: "unknown types of a schema for which the type that was meant is searched",
    most: 8,
    beyond: "of the others only types of other languages, such as float64, get a suggestion",
    reason: "each search goes through all types of the run",
};

/// Schemas that the crate apache-avro is given.
pub const PARSED_AGAIN: Limit = Limit {
    what: "bytes that the crate apache-avro is estimated to copy while it parses a schema",
    most: 32 << 20,
    beyond: "it is not asked for its opinion",
    reason: "it keeps a copy of each type under each of its names: 89 kB of aliases took 3.9 GiB",
};

/// Data that the crate apache-avro is given.
pub const ASKED_DEPTH: Limit = Limit {
    what: "levels of a datum that the crate apache-avro is asked about",
    most: 64,
    beyond: "it is not asked for its opinion",
    reason: "it recurses without a look at its stack",
};

/// Steps of the crate apache-avro.
pub const ASKED_STEPS: Limit = Limit {
    what: "steps that the crate apache-avro may need for a datum",
    most: 1 << 20,
    beyond: "it is not asked for its opinion",
    reason: "it tries the branches of a union twice, so that unions within unions double the work",
};

/// Values of a datum in memory.
pub const VALUES: Limit = Limit {
    what: "values of a datum in memory, with the defaults that it takes",
    most: 4 << 20,
    beyond: "the datum is refused",
    reason: "a value takes 32 bytes and more, and may take none in a file; printing a file as JSON makes no values in memory",
};

/// Values without bytes.
pub const FREE_VALUES: Limit = Limit {
    what: "values of a file, or of a datum, beyond those that its bytes allow",
    most: 1 << 20,
    beyond: "the datum is refused",
    reason: "values that take no bytes, as null, can claim any number of themselves",
};

/// Values for each byte.
pub const VALUES_A_BYTE: Limit = Limit {
    what: "values for each byte of data",
    most: 64,
    beyond: "the datum is refused, once the free values are used up",
    reason: "records within records take no bytes of their own",
};

/// Numbers of decimals.
pub const DECIMAL_TEXT: Limit = Limit {
    what: "bytes of a decimal, and digits behind its point, that is written as a number",
    most: 4_096,
    beyond: "its bytes are written",
    reason: "the work is the square of the length, and a schema may ask for two billion digits behind the point",
};

/// A record as text.
pub const RECORD_TEXT: Limit = Limit {
    what: "bytes of the text of a record",
    most: 128 << 20,
    beyond: "the datum is refused",
    reason: "a record is written when it is complete; its text can be many times as long as its data",
};

/// A line of JSON.
pub const JSON_LINE: Limit = Limit {
    what: "bytes of a line of JSON",
    most: 8 << 20,
    beyond: "the line is refused, and what follows is not read",
    reason: "each line is a record; its tree can take 80 times as much memory",
};

/// Branches that are tried.
pub const GUESSES: Limit = Limit {
    what: "values of JSON records that are tried as one branch of a union after the other, beyond those that their bytes allow",
    most: 1 << 20,
    beyond: "the record is refused",
    reason: "unions within unions, without tags, can be read in very many ways",
};

/// Branches that are tried for each byte.
pub const GUESSES_A_BYTE: Limit = Limit {
    what: "such values for each byte of JSON",
    most: 8,
    beyond: "the record is refused, once the free ones are used up",
    reason: "a file of many records gets as much as it is long",
};

/// The header of a container file.
pub const HEADER: Limit = Limit {
    what: "bytes of the header of a container file",
    most: 64 << 20,
    beyond: "the file is refused",
    reason: "the header is read as a whole",
};

/// Entries of a header.
pub const HEADER_ENTRIES: Limit = Limit {
    what: "entries in the header of a container file",
    most: 1 << 16,
    beyond: "the file is refused",
    reason: "empty entries take far more memory than they have bytes",
};

/// A block of a container file.
pub const BLOCK: Limit = Limit {
    what: "bytes of a block of a container file, stored or decompressed",
    most: 256 << 20,
    beyond: "the block is refused",
    reason: "a block is decompressed as a whole: 500 bytes of bzip2 can claim any size",
};

/// What a decompressor may keep.
pub const DICTIONARY: Limit = Limit {
    what: "bytes of memory for the dictionary of xz or the window of zstandard",
    most: 128 << 20,
    beyond: "the block is refused",
    reason: "the strongest presets need half of it; a stream can claim 4 GiB",
};

/// Records without bytes.
pub const FREE_RECORDS: Limit = Limit {
    what: "records of a container file beyond one for each byte of its blocks",
    most: 1 << 20,
    beyond: "the block is refused",
    reason: "records that take no bytes can claim any number of themselves",
};

/// What is decompressed of a file that is not printed.
pub const FILE_UNPACKED: Limit = Limit {
    what: "bytes that a container file decompresses to where its records are counted, checked or saved from damage, and bytes that the \
           messages of a file decompress to",
    most: 64 << 20,
    beyond: "the rest of the file is refused; for container files, deserialize without --recover has no such limit",
    reason: "each of many blocks may be a decompression bomb; in addition, there is a limit for each byte as it is stored",
};

/// The same for each byte.
pub const FILE_RATIO: Limit = Limit {
    what: "such bytes for each byte as it is stored",
    most: 256,
    beyond: "the rest of the file is refused, once the free bytes are used up",
    reason: "real data hardly get there; deflate alone can do 1,032",
};

/// Values of a file that is not printed.
pub const FILE_VALUES: Limit = Limit {
    what: "values of a container file where its records are counted, checked or saved from damage, beyond 256 for each byte as it \
           is stored",
    most: 1 << 28,
    beyond: "the rest of the file is refused",
    reason: "they take a few seconds",
};

/// A datum of a stream.
pub const DATUM: Limit = Limit {
    what: "bytes of a datum in a stream without blocks",
    most: 256 << 20,
    beyond: "the stream is refused",
    reason: "a datum is read as a whole; its end is not known before",
};

/// Data that show something.
pub const PROOF_DATUM: Limit = Limit {
    what: "values and bytes of a datum that shows why a pair fails or can be read",
    most: 1 << 15,
    beyond: "the datum is left out",
    reason: "it would be too long to read",
};

/// All data that show something.
pub const PROOFS: Limit = Limit {
    what: "values and bytes of all such data of a pair",
    most: 1 << 20,
    beyond: "the others are left out",
    reason: "thousands of findings may each need a large datum",
};

/// Fields that share a datum.
pub const READER_SETS: Limit = Limit {
    what: "sets of readers' fields that take the same writer's field by their aliases",
    most: 1 << 12,
    beyond: "the others are judged one field at a time",
    reason: "there can be as many sets as there are subsets",
};

/// The table of a resolution.
pub const TABLE: Limit = Limit {
    what: "bytes of the table that says what a reader does with each part of a writer's data",
    most: 256 << 20,
    beyond: "the schemas are not compared",
    reason: "it has a row for each type of the writer that meets a type of the reader: in 120 kB of records that refer to each other, \
             a thousand met a thousand",
};

/// Findings of a pair.
pub const FOUND: Limit = Limit {
    what: "findings of a pair",
    most: 100_000,
    beyond: "the pair is not checked: exit code 2",
    reason: "each takes one or two kilobytes; there can be as many as there are pairs of types",
};

/// Places of findings.
pub const PLACES: Limit = Limit {
    what: "bytes of all paths and pointers to the findings of a pair",
    most: 16 << 20,
    beyond: "long ones are cut to their end",
    reason: "thousands of findings can be at the end of one long way",
};

/// Unions that are compared as Java does.
pub const UNIONS_ALIKE: Limit = Limit {
    what: "pairs of types that are compared to find out whether Java takes two unions branch by branch",
    most: 100_000,
    beyond: "the unions count as different",
    reason: "the comparison goes all the way down, for each pair of unions",
};
