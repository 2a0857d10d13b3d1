# SPDX-License-Identifier: GPL-2.0-or-later
# Turns a file into a C header with its bytes, at build time:
#   cmake -DINPUT=FILE -DOUTPUT=HEADER -DSYMBOL=NAME -P EmbedFile.cmake
# The header defines: static const unsigned char NAME[] = { ... };

foreach(argument INPUT OUTPUT SYMBOL)
  if(NOT DEFINED ${argument})
    message(FATAL_ERROR "EmbedFile.cmake: -D${argument}= is missing")
  endif()
endforeach()

file(READ "${INPUT}" digits HEX)
if(digits STREQUAL "")
  message(FATAL_ERROR "EmbedFile.cmake: ${INPUT} is empty")
endif()
string(REPEAT "[0-9a-f]" 32 line)
string(REGEX REPLACE "(${line})" "\\1\n" digits "${digits}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1, " digits "${digits}")

get_filename_component(name "${INPUT}" NAME)
file(WRITE "${OUTPUT}" "/* Made from ${name}. */\n\nstatic const unsigned char ${SYMBOL}[] = {\n${digits}\n};\n")
