# SPDX-License-Identifier: GPL-2.0-or-later
# The libraries that the core is built on: portlore_glib, portlore_gnutls, and LibXml2::LibXml2.
#
# pkg-config knows where they are on Linux and macOS. Wireshark's collection of libraries for Windows comes without it: there they are looked for
# below CMAKE_PREFIX_PATH, which names that collection's folders.

find_package(LibXml2 REQUIRED)
find_package(PkgConfig)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0)
  pkg_check_modules(GNUTLS REQUIRED IMPORTED_TARGET gnutls>=3.6)
  add_library(portlore_glib ALIAS PkgConfig::GLIB)
  add_library(portlore_gnutls ALIAS PkgConfig::GNUTLS)
  return()
endif()

find_path(GLIB_INCLUDE_DIR glib.h PATH_SUFFIXES glib-2.0 include/glib-2.0 REQUIRED)
find_path(GLIB_CONFIG_INCLUDE_DIR glibconfig.h HINTS ${CMAKE_PREFIX_PATH} PATH_SUFFIXES glib-2.0/include lib/glib-2.0/include REQUIRED)
find_library(GLIB_LIBRARY NAMES glib-2.0 REQUIRED)
add_library(portlore_glib INTERFACE)
target_include_directories(portlore_glib SYSTEM INTERFACE ${GLIB_INCLUDE_DIR} ${GLIB_CONFIG_INCLUDE_DIR})
target_link_libraries(portlore_glib INTERFACE ${GLIB_LIBRARY})

find_path(GNUTLS_INCLUDE_DIR gnutls/gnutls.h REQUIRED)
find_library(GNUTLS_LIBRARY NAMES gnutls gnutls-30 libgnutls libgnutls-30 REQUIRED)
add_library(portlore_gnutls INTERFACE)
target_include_directories(portlore_gnutls SYSTEM INTERFACE ${GNUTLS_INCLUDE_DIR})
target_link_libraries(portlore_gnutls INTERFACE ${GNUTLS_LIBRARY})
