# SPDX-License-Identifier: GPL-2.0-or-later
# The compiler's and the sanitizers' flags that all of the project's own targets share.

add_library(portlore_flags INTERFACE)
if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(portlore_flags INTERFACE -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wundef -Wpointer-arith -Wwrite-strings
                                                  -Wvla -Wimplicit-fallthrough)
  if(PORTLORE_WERROR)
    target_compile_options(portlore_flags INTERFACE -Werror)
  endif()
elseif(MSVC)
  target_compile_options(portlore_flags INTERFACE /W4)
  if(PORTLORE_WERROR)
    target_compile_options(portlore_flags INTERFACE /WX)
  endif()
endif()

if(PORTLORE_SANITIZE)
  target_compile_options(portlore_flags INTERFACE -fsanitize=${PORTLORE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(portlore_flags INTERFACE -fsanitize=${PORTLORE_SANITIZE})
endif()
