/** Functions of PostgreSQL that read nothing but their arguments (and the clock, or who asks). */
const postgresFunctions = words(`
  abs acos acosd age any_value area array_agg array_append array_cat array_dims array_fill array_length array_lower array_ndims
  array_position array_positions array_prepend array_remove array_replace array_reverse array_sample array_shuffle array_sort
  array_to_json array_to_string array_to_tsvector array_upper ascii asin asind atan atan2 avg bit_and bit_count bit_length bit_or
  bit_xor bool_and bool_or box broadcast brin btrim cardinality casefold cbrt ceil ceiling center char_length character_length chr
  circle clock_timestamp coalesce concat concat_ws convert convert_from convert_to corr cos cosd cosh cot count covar_pop covar_samp
  crc32 cume_dist current_database current_date current_schema current_user date date_add date_bin date_part date_subtract
  date_trunc decode degrees dense_rank diagonal diameter digest div encode enum_first enum_last erf erfc every exp extract
  factorial family first_value float4 float8 floor format format_type gamma gcd gen_random_uuid generate_series
  generate_subscripts get_bit get_byte greatest grouping height host hostmask inet initcap int2 int4 int8 is_normalized isempty
  isfinite json_agg json_agg_strict json_array json_array_elements json_array_elements_text json_array_length json_arrayagg
  json_build_array json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object json_object_agg
  json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict json_object_keys json_objectagg json_populate_record
  json_populate_recordset json_scalar json_serialize json_strip_nulls json_to_record json_to_recordset json_typeof jsonb
  jsonb_agg jsonb_agg_strict jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array
  jsonb_build_object jsonb_concat jsonb_delete jsonb_each jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any
  jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_agg_strict
  jsonb_object_agg_unique jsonb_object_agg_unique_strict jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz
  jsonb_path_match jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz
  jsonb_path_query_first jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_recordset
  jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof justify_days
  justify_hours justify_interval lag last_value lcm lead least left length lgamma like_escape line ln log log10 lower lower_inc
  lower_inf lpad lseg ltrim make_date make_interval make_time make_timestamp make_timestamptz masklen max md5 min min_scale mod
  mode multirange netmask network normalize notlike now npoints nth_value ntile nullif num_nonnulls num_nulls numeric numnode
  octet_length overlaps overlay parse_ident path percent_rank percentile_cont percentile_disc pi plainto_tsquery point polygon
  popen position power pow quote_ident quote_literal quote_nullable radians radius random random_normal range_agg
  range_intersect_agg range_merge rank regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
  regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope
  regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number row_to_json rpad rtrim scale session_user set_bit
  set_byte set_config_free setweight sha224 sha256 sha384 sha512 sign sin sind sinh slope split_part sqrt starts_with
  statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array string_to_table strip strpos substr substring sum
  tan tand tanh text timeofday timestamp timestamptz timezone to_ascii to_bin to_char to_date to_hex to_json to_jsonb to_number
  to_oct to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim trim_array trim_scale trunc ts_headline
  ts_rank ts_rank_cd tsrange tstzrange unicode_assigned unicode_version unistr unnest upper upper_inc upper_inf user uuid_extract_timestamp
  uuid_extract_version uuidv4 uuidv7 var_pop var_samp variance varchar websearch_to_tsquery width width_bucket xml_is_well_formed xmlagg
  xmlcomment xmlconcat xmlelement xmlexists xmlforest xmlparse xmlpi xmlroot xpath xpath_exists
`);

/** What Amazon Redshift has beside them. */
const redshiftFunctions = words(`
  add_months approximate array array_concat array_distinct array_flatten array_intersection array_to_string array_union bool_and bool_or
  bpcharcmp btrim bttext_pattern_cmp can_json_parse charindex checksum collate convert_timezone crc32 current_timestamp date_add
  date_cmp date_cmp_timestamp date_cmp_timestamptz date_diff date_part date_part_year dateadd datediff decimal dexp dlog1 dlog10
  f_inet from_hex from_varbyte func_sha1 get_array_length getdate get_number_attributes hll hll_cardinality hll_combine hll_combine_sketches
  hll_create_sketch initcap interval_cmp is_array is_bigint is_boolean is_char is_decimal is_float is_integer is_object is_scalar
  is_smallint is_valid_json is_valid_json_array is_varchar isnull json_array_length json_extract_array_element_text
  json_extract_path_text json_parse json_serialize json_serialize_to_varbyte json_size json_typeof last_day len listagg
  lower_attribute_names median months_between next_day nvl nvl2 object object_transform percentile_cont ratio_to_report
  regexp_count regexp_instr regexp_replace regexp_substr replicate sha sha1 sha2 size soundex split_part split_to_array sqr
  strol strtol subarray subarray substring sysdate text_to_int_alt text_to_numeric_alt texlen textlen timeofday timestamp_cmp timestamptz_cmp
  to_hex to_varbyte trunc upper_attribute_names
`);

/** Functions of DuckDB that read what their arguments or settings name. */
const duckdbReaders =
  /^(?:query|query_table|getvariable|getenv|current_setting|nextval|currval|json_execute_serialized_sql|write_log)$|read_|scan/;

/** Functions of DuckDB that make rows of their arguments. */
const duckdbTables = words(
  "unnest generate_series range json_each json_tree repeat repeat_row regexp_split_to_table generate_subscripts",
);

export function isPostgresFunction(name: string, redshift: boolean): boolean {
  return postgresFunctions.has(name) || (redshift && redshiftFunctions.has(name));
}

/** @param own The functions that an empty DuckDB has, but for those that make rows. */
export function isDuckdbFunction(name: string, own: ReadonlySet<string>): boolean {
  return own.has(name) && !duckdbReaders.test(name);
}

export function isDuckdbTableFunction(name: string): boolean {
  return duckdbTables.has(name);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
