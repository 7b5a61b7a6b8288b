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
pub const ALL: &[&Limit] = &[&NAME, &DEFAULTS, &DEPTH, &COMPARED_NAME, &COMPARISONS, &SUGGESTIONS, &PARSED_AGAIN, &ASKED_DEPTH, &ASKED_STEPS];

/// A name in a schema.
pub const NAME: Limit = Limit {
    what: "bytes of a name, alias or symbol, with its namespace",
    most: 1_024,
    beyond: "the schema is refused",
    reason: "every type repeats the namespace around it, and every message the name; names of files end at 255 bytes",
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
    most: 1_024,
    beyond: "no more names are alike",
    reason: "names that differ in length or letters are sorted out without; so many fields are not renamed at once",
};

/// Unknown types.
pub const SUGGESTIONS: Limit = Limit {
    what: "unknown types of a schema for which the type that was meant is searched",
    most: 8,
    beyond: "the others are named without a suggestion",
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
