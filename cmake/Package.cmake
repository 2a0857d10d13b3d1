# SPDX-License-Identifier: GPL-2.0-or-later
# `cpack` in the build folder makes packages: .tar.gz, and of .deb and .rpm those whose tools are installed; on Windows a .zip.
#
# Wireshark loads plugins of its own minor version only, so a package depends on that one. Its version and description are the project's.

set(PORTLORE_PACKAGE_RELEASE 1 CACHE STRING "Number of the package of this version")
set(PORTLORE_PACKAGE_CONTACT "Portlore maintainers <maintainers@portlore.example>" CACHE STRING "Who maintains the package: NAME <ADDRESS>")
mark_as_advanced(PORTLORE_PACKAGE_RELEASE PORTLORE_PACKAGE_CONTACT)
string(REGEX REPLACE "^.*<|>.*$" "" PORTLORE_PACKAGE_CONTACT_ADDRESS "${PORTLORE_PACKAGE_CONTACT}")
# SOURCE_DATE_EPOCH, if it is set, makes packages that are the same whenever they are built.
string(TIMESTAMP PORTLORE_PACKAGE_DATE "%Y-%m-%d" UTC)
string(TIMESTAMP PORTLORE_PACKAGE_DATE_RFC5322 "%a, %d %b %Y %H:%M:%S +0000" UTC)

set(wireshark_version ${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION})
math(EXPR wireshark_next_minor "${Wireshark_MINOR_VERSION} + 1")
set(wireshark_next_version ${Wireshark_MAJOR_VERSION}.${wireshark_next_minor})

set(metainfo org.wireshark.Wireshark.Plugin.Portlore.metainfo.xml)
configure_file(packaging/${metainfo}.template ${metainfo} @ONLY)

# What only a prefix has room for: a personal plugin folder gets the plugin and its profile.
set(portlore_data "\${CMAKE_INSTALL_PREFIX}/share")
set(portlore_documents "${portlore_data}/doc/portlore")
function(install_beside destination)
  foreach(path ${ARGN})
    install(CODE "if(NOT PORTLORE_PERSONAL)\n  file(INSTALL DESTINATION \"${destination}\" TYPE FILE FILES \"${path}\")\nendif()")
  endforeach()
endfunction()
install_beside("${portlore_data}/metainfo" ${CMAKE_CURRENT_BINARY_DIR}/${metainfo})
install_beside("${portlore_data}/portlore" ${CMAKE_CURRENT_SOURCE_DIR}/plugin/core/registry/registry.xsd)
install_beside("${portlore_documents}" ${CMAKE_CURRENT_SOURCE_DIR}/README.md)
file(GLOB portlore_docs CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/docs/*.md)
install_beside("${portlore_documents}/docs" ${portlore_docs})
file(GLOB portlore_pictures CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/docs/pictures/*.png)
install_beside("${portlore_documents}/docs/pictures" ${portlore_pictures})
if(UNIX AND NOT APPLE)
  # As Debian's policy has them (sections 12.5 and 12.7).
  find_program(GZIP_PROGRAM gzip)
  mark_as_advanced(GZIP_PROGRAM)
  install_beside("${portlore_documents}" ${CMAKE_CURRENT_SOURCE_DIR}/packaging/copyright)
  if(GZIP_PROGRAM)
    configure_file(packaging/changelog.Debian.template changelog.Debian @ONLY)
    configure_file(CHANGELOG.md changelog COPYONLY)
    foreach(name changelog changelog.Debian)
      execute_process(COMMAND ${GZIP_PROGRAM} -9 -n -f -k ${CMAKE_CURRENT_BINARY_DIR}/${name})
      install_beside("${portlore_documents}" ${CMAKE_CURRENT_BINARY_DIR}/${name}.gz)
    endforeach()
  endif()
else()
  install_beside("${portlore_documents}" ${CMAKE_CURRENT_SOURCE_DIR}/CHANGELOG.md ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
endif()

set(CPACK_PACKAGE_NAME portlore)
set(CPACK_PACKAGE_VENDOR "Portlore maintainers")
set(CPACK_PACKAGE_CONTACT ${PORTLORE_PACKAGE_CONTACT})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Wireshark plugin: what a port is for and what is really there")
set(CPACK_PACKAGE_DESCRIPTION "Portlore notes on each packet of the ports it knows what the port is
registered for, which protocol is really spoken there, and whether the two
fit. It dissects the Junos XML management protocol and DTP/DIA, recognises
Veritas authentication brokers and Symantec Endpoint Protection Manager, and
flags credentials in clear text and weak TLS.")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_FILE_NAME portlore-${PROJECT_VERSION}-wireshark-${wireshark_version}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})

find_program(DPKG_SHLIBDEPS_PROGRAM dpkg-shlibdeps)
find_program(RPMBUILD_PROGRAM rpmbuild)
mark_as_advanced(DPKG_SHLIBDEPS_PROGRAM RPMBUILD_PROGRAM)
if(WIN32)
  set(CPACK_GENERATOR ZIP)
else()
  set(CPACK_GENERATOR TGZ)
endif()

if(DPKG_SHLIBDEPS_PROGRAM)
  list(APPEND CPACK_GENERATOR DEB)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_RELEASE ${PORTLORE_PACKAGE_RELEASE})
  set(CPACK_DEBIAN_PACKAGE_SECTION net)
  set(CPACK_DEBIAN_PACKAGE_ENHANCES "wireshark, tshark")
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "wireshark | tshark")
  # dpkg-shlibdeps names the libraries by their ABI. libwireshark-data has the version of the Wireshark that it is built from, and the library
  # depends on it.
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libwireshark-data (>= ${wireshark_version}), libwireshark-data (<< ${wireshark_next_version}~)")
endif()

# rpmbuild stops at a path with a space in it.
if(RPMBUILD_PROGRAM AND NOT PROJECT_BINARY_DIR MATCHES " ")
  list(APPEND CPACK_GENERATOR RPM)
  set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
  set(CPACK_RPM_PACKAGE_RELEASE ${PORTLORE_PACKAGE_RELEASE})
  set(CPACK_RPM_PACKAGE_LICENSE "GPL-2.0-or-later")
  set(CPACK_RPM_PACKAGE_GROUP "Applications/Internet")
  # rpmbuild names the libraries by their ABI.
  set(CPACK_RPM_PACKAGE_REQUIRES "wireshark-cli >= ${wireshark_version}, wireshark-cli < ${wireshark_next_version}")
endif()

include(CPack)
