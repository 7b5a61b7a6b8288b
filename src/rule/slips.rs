//! AVC419 to AVC426: slips that leave a schema clear to avrocheck, and not to everybody.

use super::row::*;

rules! {
    Family::Schema;

    UNUSABLE_ATTRIBUTE = {
        id: "AVC419",
        name: "unusable-attribute",
        severity: Severity::Breaking,
        summary: "An attribute has a value that means nothing, and is ignored.",
        why: "The order of a field is \"ascending\", \"descending\" or \"ignore\", the default of an enum one of its \
              symbols, a namespace a string. Implementations disagree on anything else: Java 1.12.1 refuses \"order\": \
              null, which fastavro 1.13.1 accepts; the latter refuses \"default\": null for an enum, which Java takes \
              for no default. avrocheck ignores the attribute, because data are read without it.",
        remedy: "Correct the value, or leave the attribute out.",
        example: versions!("AVC419-unusable-attribute/order-asc"),
    };
    LAX_JSON = {
        id: "AVC420",
        name: "lax-json",
        severity: Severity::Breaking,
        summary: "The file is not JSON to the letter.",
        why: "A string must not contain control characters or line breaks, and between the parts of JSON there are \
              only spaces, tabs and line breaks (RFC 8259): no form feed, no no-break space. avrocheck understands the \
              file; the JSON parsers of Java and Python refuse it. Such characters come from a copied web page or an \
              editor that wraps lines.",
        remedy: "Escape line breaks in a text, put plain spaces between the parts, and let nothing follow the schema.",
        example: versions!("AVC420-lax-json/line-break-in-doc"),
    };
    WRAPPED_TYPE = {
        id: "AVC421",
        name: "wrapped-type",
        severity: Severity::Breaking,
        summary: "An object is only a wrapper around a type.",
        why: "The attribute \"type\" of an object is the name of a type (specification: Schema Declaration); a union or \
              another object stands in the place of the object, not in its \"type\". avrocheck looks through the \
              wrapper. Java 1.12.1, fastavro 1.13.1 and avro-python 1.12.1 refuse the schema.",
        remedy: "Write the inner type in the place of the object: \"type\": [\"null\", \"string\"], \"items\": \"string\".",
        example: versions!("AVC421-wrapped-type/union-in-an-object"),
    };
    MISPLACED_DEFAULT = {
        id: "AVC422",
        name: "misplaced-default",
        severity: Severity::Safe,
        summary: "A default is inside a type, where it means nothing.",
        why: "A default belongs to a field, beside its type; only an enum has a default of its own. Inside another type \
              it is an attribute that nobody looks at: the field has no default, and old data without it cannot be \
              read (AVC101).",
        remedy: "Move it out of the type: {\"name\": …, \"type\": …, \"default\": …}.",
        example: versions!("AVC422-misplaced-default/currency-default-in-the-type"),
    };
    NEAR_MISS = {
        id: "AVC423",
        name: "near-miss",
        severity: Severity::Dangerous,
        summary: "An attribute or a value is almost one that means something.",
        why: "Attributes that Avro does not know are allowed, so that a misspelt one is overlooked by every \
              implementation: a field with \"defualt\" has no default, one with \"alias\" does not find its old data. \
              The text \"null\" in quotes is a text of four letters.",
        remedy: "Spell it as in the specification. If another program reads an attribute of that name, switch the rule \
                 off.",
        example: versions!("AVC423-near-miss/alias-for-aliases"),
    };
    PRIMITIVE_NAME = {
        id: "AVC424",
        name: "primitive-name",
        severity: Severity::Safe,
        summary: "A type in a namespace is named after a primitive type.",
        why: "The names of primitive types may not be defined in any namespace (specification: Names). Implementations \
              accept it, and take the plain name for the primitive type: \"int\" means the number, even in the namespace \
              that has a type of that name.",
        remedy: "Give the type another name, with the old full name as an alias.",
        example: versions!("AVC424-primitive-name/enum-named-int"),
    };
    LONE_SURROGATE = {
        id: "AVC425",
        name: "lone-surrogate",
        severity: Severity::Safe,
        summary: "A text has one half of a surrogate pair.",
        why: "The escape \\ud83d alone is half of a character that JSON writes as two escapes. The grammar of JSON allows \
              it, but it is no character, and UTF-8 cannot encode it; avrocheck reads U+FFFD in its place. Most often a \
              text was cut in the middle of an emoji.",
        remedy: "Remove it, or write both halves.",
        example: versions!("AVC425-lone-surrogate/cut-emoji"),
    };
    INFINITE_DEFAULT = {
        id: "AVC426",
        name: "infinite-default",
        severity: Severity::Dangerous,
        summary: "A default is beyond the range of its float or double.",
        why: "A float holds numbers up to 3.4e38, a double up to 1.8e308. Java 1.12.1 reads a default beyond them as \
              infinity. fastavro 1.13.1 and avro-python 1.12.1 do so for a double, and fill in the number as it stands \
              for a float. apache-avro 0.22.0 refuses a schema with a number that is beyond a double.",
        remedy: "Write a number within the range. If infinity is meant, write \"Infinity\" in quotes: Java understands \
                 it, others may not.",
        example: versions!("AVC426-infinite-default/no-limit"),
    };
}
