//! Fuzzes one of the targets of the gate: that which the variable `FUZZ_TARGET` names.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    static TARGET: std::sync::LazyLock<avrocheck_fuzz::Target> =
        std::sync::LazyLock::new(|| avrocheck_fuzz::named(&avrocheck::fuzzing::TARGETS));
    TARGET(data);
});
