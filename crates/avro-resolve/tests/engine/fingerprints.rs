//! The canonical form and the fingerprints of schemas whose values are published or computed elsewhere.

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::canonical::{Fingerprints, canonical_form, fingerprints};
use avro_resolve::schema::shape::Shapes;

fn canonical(text: &str) -> String {
    let mut shapes = Shapes::default();
    let schema =
        LinkedSchema::parse("schema.avsc", text, &mut shapes).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    canonical_form(&shapes, schema.root_shape()).expect("one file defines a name once")
}

/// From the test data that Avro's implementations share (`schema-tests.txt`): a schema, its canonical form, and the
/// CRC-64-AVRO as Java's signed long.
#[test]
fn shared_examples() {
    let cases: &[(&str, &str, i64)] = &[
        (r#""null""#, r#""null""#, 7_195_948_357_588_979_594),
        (r#"{"type":"null"}"#, r#""null""#, 7_195_948_357_588_979_594),
        (r#""boolean""#, r#""boolean""#, -6_970_731_678_124_411_036),
        (r#""int""#, r#""int""#, 8_247_732_601_305_521_295),
        (r#""long""#, r#""long""#, -3_434_872_931_120_570_953),
        (r#""float""#, r#""float""#, 5_583_340_709_985_441_680),
        (r#""double""#, r#""double""#, -8_181_574_048_448_539_266),
        (r#""bytes""#, r#""bytes""#, 5_746_618_253_357_095_269),
        (r#""string""#, r#""string""#, -8_142_146_995_180_207_161),
        (r#"[  ]"#, r#"[]"#, -1_241_056_759_729_112_623),
        (r#"[ "int"  ]"#, r#"["int"]"#, -5_232_228_896_498_058_493),
        (r#"[ "int" , {"type":"boolean"} ]"#, r#"["int","boolean"]"#, 5_392_556_393_470_105_090),
        (
            r#"{"fields":[], "type":"record", "name":"foo"}"#,
            r#"{"name":"foo","type":"record","fields":[]}"#,
            -4_824_392_279_771_201_922,
        ),
        (
            r#"{"fields":[], "type":"record", "name":"foo", "namespace":"x.y"}"#,
            r#"{"name":"x.y.foo","type":"record","fields":[]}"#,
            5_916_914_534_497_305_771,
        ),
        (
            r#"{"fields":[], "type":"record", "name":"a.b.foo", "namespace":"x.y"}"#,
            r#"{"name":"a.b.foo","type":"record","fields":[]}"#,
            -4_616_218_487_480_524_110,
        ),
        (
            r#"{"fields":[], "type":"record", "name":"foo", "doc":"Useful info"}"#,
            r#"{"name":"foo","type":"record","fields":[]}"#,
            -4_824_392_279_771_201_922,
        ),
        (
            r#"{"fields":[], "type":"record", "name":"foo", "aliases":["foo","bar"]}"#,
            r#"{"name":"foo","type":"record","fields":[]}"#,
            -4_824_392_279_771_201_922,
        ),
        (
            r#"{"fields":[{"type":{"type":"boolean"}, "name":"f1"}], "type":"record", "name":"foo"}"#,
            r#"{"name":"foo","type":"record","fields":[{"name":"f1","type":"boolean"}]}"#,
            7_843_277_075_252_814_651,
        ),
        (
            r#"{ "fields":[{"type":"boolean", "aliases":[], "name":"f1", "default":true},
 {"order":"descending","name":"f2","doc":"Hello","type":"int"}], "type":"record", "name":"foo"}"#,
            r#"{"name":"foo","type":"record","fields":[{"name":"f1","type":"boolean"},{"name":"f2","type":"int"}]}"#,
            -4_860_222_112_080_293_046,
        ),
        (
            r#"{"type":"enum", "name":"foo", "symbols":["A1"]}"#,
            r#"{"name":"foo","type":"enum","symbols":["A1"]}"#,
            -6_342_190_197_741_309_591,
        ),
        (
            r#"{"namespace":"x.y.z", "type":"enum", "name":"foo", "doc":"foo bar", "symbols":["A1", "A2"]}"#,
            r#"{"name":"x.y.z.foo","type":"enum","symbols":["A1","A2"]}"#,
            -4_448_647_247_586_288_245,
        ),
        (
            r#"{"name":"foo","type":"fixed","size":15}"#,
            r#"{"name":"foo","type":"fixed","size":15}"#,
            1_756_455_273_707_447_556,
        ),
        (
            r#"{"namespace":"x.y.z", "type":"fixed", "name":"foo", "doc":"foo bar", "size":32}"#,
            r#"{"name":"x.y.z.foo","type":"fixed","size":32}"#,
            -3_064_184_465_700_546_786,
        ),
        (
            r#"{ "items":{"type":"null"}, "type":"array"}"#,
            r#"{"type":"array","items":"null"}"#,
            -589_620_603_366_471_059,
        ),
        (r#"{ "values":"string", "type":"map"}"#, r#"{"type":"map","values":"string"}"#, -8_732_877_298_790_414_990),
    ];
    for (text, form, rabin) in cases {
        assert_eq!(canonical(text), *form);
        assert_eq!(fingerprints(form).rabin as i64, *rabin, "{form}");
    }
}

/// MD5 and SHA-256 are those that `md5sum` and `sha256sum` print for the canonical form.
#[test]
fn digests() {
    let cases = [
        (
            r#""int""#,
            "ef524ea1b91e73173d938ade36c1db32",
            "3f2b87a9fe7cc9b13835598c3981cd45e3e355309e5090aa0933d7becb6fba45",
        ),
        (
            r#""null""#,
            "9b41ef67651c18488a8b08bb67c75699",
            "f072cbec3bf8841871d4284230c5e983dc211a56837aed862487148f947d1a1f",
        ),
        (
            r#"{"name":"x.y.foo","type":"record","fields":[]}"#,
            "3bfda6ca10c3f548fe00c763e764fe8b",
            "0f67acacda3487edddb8d4a2ced6a01254e94d7fc4ede1a701bf3c335eeefafa",
        ),
    ];
    for (form, md5, sha256) in cases {
        assert_eq!(canonical(form), form);
        let Fingerprints { md5: our_md5, sha256: our_sha256, .. } = fingerprints(form);
        assert_eq!(our_md5.as_slice(), crate::support::from_hex(md5), "{form}");
        assert_eq!(our_sha256.as_slice(), crate::support::from_hex(sha256), "{form}");
    }
}

/// What does not change the bytes of data does not change the fingerprint.
#[test]
fn decorations_do_not_count() {
    let plain = r#"{"name":"org.example.Order","type":"record","fields":[{"name":"id","type":"long"},{"name":"status","type":{"name":"org.example.Status","type":"enum","symbols":["NEW","DONE"]}},{"name":"before","type":"org.example.Status"}]}"#;
    let decorated = r#"
        // an order
        {
          "doc": "An order", "type": "record", "namespace": "org.example", "aliases": ["Bill"], "name": "Order",
          "java-class": "org.example.JavaOrder",
          "fields": [
            {"default": 0, "order": "ignore", "aliases": ["number"], "name": "id",
             "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "status", "doc": "Where it is",
             "type": {"type": "enum", "name": "Status", "symbols": ["NEW", "DONE"], "default": "NEW"}},
            {"name": "before", "type": {"type": "Status"}}
          ]
        }"#;
    assert_eq!(canonical(decorated), plain);
    assert_eq!(canonical(plain), plain);
}

#[test]
fn what_changes_data_counts() {
    let different = [
        r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}"#,
        r#"{"type":"record","name":"R","fields":[{"name":"b","type":"int"},{"name":"a","type":"int"}]}"#,
        r#"{"type":"record","name":"R","namespace":"n","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}"#,
        r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"long"}]}"#,
    ];
    for (index, first) in different.iter().enumerate() {
        for second in &different[index + 1..] {
            assert_ne!(fingerprints(&canonical(first)).rabin, fingerprints(&canonical(second)).rabin);
        }
    }
}
