# SPDX-License-Identifier: GPL-2.0-or-later
# Where `cmake --install` puts the plugin and its profile. It is decided at install time, so that `--prefix` and packagers' tools have the last word:
#
# - Without a prefix: the personal plugin and configuration folders of whoever installs, where Wireshark finds them without further
#   settings (Wireshark User's Guide, "Plugin Folders" and "Configuration Files and Folders").
# - With one (CMAKE_INSTALL_PREFIX at configure time, --prefix at install time, CPack): the prefix and the folders that this Wireshark
#   searches for plugins and for global profiles below its own prefix.
#
# DESTDIR goes before either.

if(WIN32)
  set(portlore_home_variable APPDATA)
  set(portlore_personal_suffix Wireshark)
  set(portlore_profile_folder profiles)
  set(portlore_personal_folder plugins/${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION}/epan)
elseif(APPLE)
  set(portlore_home_variable HOME)
  set(portlore_personal_suffix .local)
  set(portlore_personal_folder lib/wireshark/plugins/${Wireshark_MAJOR_VERSION}-${Wireshark_MINOR_VERSION}/epan)
else()
  set(portlore_home_variable HOME)
  set(portlore_personal_suffix .local)
  set(portlore_personal_folder lib/wireshark/plugins/${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION}/epan)
endif()

if(NOT WIN32)
  set(portlore_profile_folder share/wireshark/profiles)
endif()

# Wireshark names its folder relative to its prefix; builds with an absolute one are brought back to that.
set(portlore_shared_folder ${Wireshark_PLUGIN_LIBDIR})
if(IS_ABSOLUTE "${portlore_shared_folder}")
  file(RELATIVE_PATH portlore_shared_folder "${Wireshark_INSTALL_PREFIX}" "${portlore_shared_folder}")
endif()
string(APPEND portlore_shared_folder /epan)

# "No prefix" must be told apart from every prefix that somebody may name, CMake's default /usr/local included. So the personal prefix
# becomes the default, and means at install time that none was named.
set(portlore_default_prefix "")
if(DEFINED ENV{${portlore_home_variable}})
  file(TO_CMAKE_PATH "$ENV{${portlore_home_variable}}/${portlore_personal_suffix}" portlore_default_prefix)
  if(CMAKE_INSTALL_PREFIX_INITIALIZED_TO_DEFAULT)
    set(CMAKE_INSTALL_PREFIX "${portlore_default_prefix}" CACHE PATH "Without a change: the personal plugin folder" FORCE)
  endif()
endif()

configure_file(cmake/InstallFolder.cmake.in InstallFolder.cmake @ONLY)
install(SCRIPT ${CMAKE_CURRENT_BINARY_DIR}/InstallFolder.cmake)

# The destinations are variables of the install script, which InstallFolder.cmake sets.
install(TARGETS portlore LIBRARY DESTINATION "\${PORTLORE_INSTALL_FOLDER}" RUNTIME DESTINATION "\${PORTLORE_INSTALL_FOLDER}")
# A folder that is known to be absolute at install time only is out of reach of install(DIRECTORY).
install(CODE "file(INSTALL DESTINATION \"\${PORTLORE_PROFILE_FOLDER}\" TYPE DIRECTORY FILES \"${CMAKE_CURRENT_SOURCE_DIR}/plugin/profile/Portlore\")")
